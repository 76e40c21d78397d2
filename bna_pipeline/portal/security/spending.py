"""A link that is for one thing is used up when that is done, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bna_pipeline.errors import LinkOver
from bna_pipeline.model.access import Visitor
from bna_pipeline.wiring import App


@contextmanager
def spending(app: App, visitor: Visitor, done: str) -> Iterator[None]:
    """Use up the link that a visitor came by, around the act that it was for; who came otherwise just acts.

    Of two who act with one link at the same time, one is refused before he acts. When the act is refused, the link is
    as it was.

    Args:
        done: what is done with it, as the link tells afterwards, such as "U hebt het concept goedgekeurd.".

    Raises:
        LinkOver: it was used, taken back or too old; nothing was done.
    """
    link = visitor.link if visitor.confined else None
    if link is None:
        yield
        return
    if not app.access.use(link, app.clock.now(), done):
        raise LinkOver("Met uw link is al gedaan waar hij voor was.", "Vraag de coördinator om een nieuwe link.")
    finished = False
    try:
        yield
        finished = True
    finally:
        if not finished:
            app.access.give_back(link)
