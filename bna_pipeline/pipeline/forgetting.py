"""Personal data that an edition needs no longer once it is released: deleted after a term, and on record.

What goes is what neither the dossier nor the trail needs: mails with their addresses and one-time links, what came with
them and was no contribution, and the desk's links and sessions. The trail keeps the SHA-256 of every mail, so that one
that somebody kept can still be shown to be the one; and the trail itself, the dossier and all that lies in it stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bna_pipeline.errors import TransitionRefused
from bna_pipeline.model.base import Sha256, canonical_json
from bna_pipeline.model.events import Entry
from bna_pipeline.model.release_events import DataDeleted, ReleaseFired
from bna_pipeline.model.round_events import MailAssigned, MailIntended, MailReceived
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, trail_and_state
from bna_pipeline.ports.retention import Eraser
from bna_pipeline.rounds.terms import ZONE

MAILS = "mails en wat erbij zat, buiten wat in het dossier ligt"
LINKS = "links van het loket en sessies daarmee"
_OF_MAILS = (MailIntended, MailReceived, MailAssigned)


@dataclass(frozen=True)
class Leftover:
    """What can go: bytes of mails, and how many links and sessions."""

    mails: frozenset[Sha256]
    links: int


def forget(tools: Tools, actor: Actor, eraser: Eraser, *, days: int, only_tell: bool = False) -> Step:
    """Delete what the edition needs no longer; each kind is on record with its number before it goes.

    Who is killed in between runs it again. The mails that are left go under the entry that counted them; links, which
    go at once, under one more.

    Args:
        days: since the release.
        only_tell: say what would go, and change nothing.

    Raises:
        TransitionRefused: the edition is not finished, or its term is not over; says from which day on.
    """
    trail, now = trail_and_state(tools)
    require(now.phase, Act.FORGET)
    _require_term(tools, trail, days)
    left = Leftover(eraser.kept(mail_blobs(trail)), eraser.links())
    counts = [(what, count) for what, count in ((MAILS, len(left.mails)), (LINKS, left.links)) if count]
    if not counts:
        return Step("forget", False, ("Er is niets meer te wissen.",))
    if only_tell:
        return Step("forget", False, tuple(f"Zou gewist worden: {what} ({count})." for what, count in counts))
    rule = f"{days} dagen na de vrijgave is dit niet meer nodig"
    fresh = left.mails - _counted(trail)
    if fresh:
        _put_on_record(tools, actor, now, DataDeleted(what=MAILS, count=len(fresh), rule=rule))
    for digest in sorted(left.mails):
        eraser.forget_blob(digest)
    if left.links:
        _put_on_record(tools, actor, now, DataDeleted(what=LINKS, count=left.links, rule=rule))
        eraser.forget_links()
    return Step("forget", True, tuple(f"Gewist: {what} ({count})." for what, count in counts))


def mail_blobs(trail: tuple[Entry, ...]) -> frozenset[Sha256]:
    """The bytes that only mails are kept for; what any other entry leans on (a contribution, an agreement) is none."""
    digests = frozenset(_of_mails(trail))
    others = b"\n".join(canonical_json(e.event) for e in trail if not isinstance(e.event, _OF_MAILS))
    return frozenset(digest for digest in digests if digest.encode() not in others)


def _counted(trail: tuple[Entry, ...]) -> frozenset[Sha256]:
    """The mails that stood there when mails were put on record as deleted the last time."""
    said = [n for n, e in enumerate(trail) if isinstance(e.event, DataDeleted) and e.event.what == MAILS]
    return mail_blobs(trail[: said[-1]]) if said else frozenset()


def _of_mails(trail: tuple[Entry, ...]) -> Iterator[Sha256]:
    for entry in trail:
        match entry.event:
            case MailIntended(mail=sent):
                yield sent.message.sha256
            case MailReceived(mail=came):
                yield came.message.sha256
                yield from (file.sha256 for file in came.attachments)


def _require_term(tools: Tools, trail: tuple[Entry, ...], days: int) -> None:
    released = next(entry.at for entry in trail if isinstance(entry.event, ReleaseFired))
    over = released + timedelta(days=days)
    if tools.clock.now() < over:
        raise TransitionRefused(
            f"Persoonsgegevens van {tools.id} zijn nog {days} dagen na de vrijgave nodig.",
            f"Wissen kan vanaf {over.astimezone(ZONE):%d-%m-%Y}. De termijn is `days` onder [retention].",
        )


def _put_on_record(tools: Tools, actor: Actor, seen: EditionState, event: DataDeleted) -> None:
    def deleted(now: EditionState) -> DataDeleted | None:
        require(now.phase, Act.FORGET)
        return event if _of_kind(now, event.what) == _of_kind(seen, event.what) else None  # another process was there

    record(tools, actor, deleted)


def _of_kind(state: EditionState, what: str) -> tuple[DataDeleted, ...]:
    return tuple(deleted for deleted in state.release.deleted if deleted.what == what)
