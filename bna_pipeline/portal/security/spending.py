"""A link that is for one thing is used up when that is done, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bna_pipeline.errors import LinkOver
from bna_pipeline.model.access import Link, LinkPurpose, LinkState, Session, Visitor
from bna_pipeline.model.link_use import AN_ACT_TAKES, on_record
from bna_pipeline.wiring import App, pipeline


@contextmanager
def spending(app: App, visitor: Visitor, done: str) -> Iterator[None]:
    """Use up the link that a visitor came by, around the act that it was for; who came otherwise just acts.

    Of two who act with one link at the same time, one is refused before he acts. When the act is refused, the link is
    as it was; when the process is killed, `given_back` sees to that.

    Args:
        done: what is done with it, as the link tells afterwards, such as "U hebt het concept goedgekeurd.".

    Raises:
        LinkOver: it was used, taken back or too old; nothing was done.
    """
    link = visitor.link if visitor.confined else None
    if link is None:
        yield
        return
    used = app.clock.now()
    if not app.access.use(link, used, done):
        raise LinkOver("Met uw link is al gedaan waar hij voor was.", "Vraag de coördinator om een nieuwe link.")
    finished = False
    try:
        yield
        finished = True
    finally:
        if not finished:
            app.access.give_back(link, used)
    # Where the act took so long that the link was given back meanwhile; else this changes nothing.
    app.access.use(link, app.clock.now(), done)


@contextmanager
def taking_back(app: App, session: Session | None) -> Iterator[None]:
    """Give back the link that a session was opened by, once what was done with it is taken back in the ledger."""
    yield
    link = None if session is None else session.link
    if link is not None and link.used is not None:
        app.access.give_back(link.id, link.used)


def settled(app: App, link: Link) -> bool:
    """Have a link say what the ledger says; whether that changed it.

    A file that is sent in with a link is on record before anybody knows whether it is good. So two who send at the same
    time are both taken in, and the link is used up once the last of these files has no errors: after the act, or at the
    door where who sent it was killed before that. With every other link it is the other way round (`spending`).
    """
    return _as_sent(app, link) if link.purpose is LinkPurpose.SUBMIT else given_back(app, link)


def _as_sent(app: App, link: Link) -> bool:
    now = app.clock.now()
    if link.state(now) not in (LinkState.VALID, LinkState.USED):
        return False
    good = on_record(link, pipeline.entries(app.tools(link.edition, still=True)))
    if link.used is None:
        return good and app.access.use(link.id, now, "U stuurde uw bijdrage in.")
    if not good:
        app.access.give_back(link.id, link.used)
    return not good


def given_back(app: App, link: Link) -> bool:
    """Give a link back that was used while nothing came of it: who used it was killed before his act was on record.

    The ledger is asked only about a link that was used longer ago than an act takes.
    """
    if link.used is None or not link.for_one_thing or app.clock.now() - link.used < AN_ACT_TAKES:
        return False
    if on_record(link, pipeline.entries(app.tools(link.edition, still=True))):
        return False
    app.access.give_back(link.id, link.used)
    return True
