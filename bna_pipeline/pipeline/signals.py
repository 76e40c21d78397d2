"""What the ways in which the Kamerbrief comes have in common: it is waited for, noted, doubted, or put aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from bna_pipeline.delivery.kamerbrief import read_kamerbrief
from bna_pipeline.errors import DraftMoved, EmbargoStands, KamerbriefUnreadable
from bna_pipeline.model.base import FileDigest, Sha256
from bna_pipeline.model.draft import REPORT_PDF, Kamerbrief
from bna_pipeline.model.release_events import DoubtSettled, KamerbriefSeen, SignalDoubted, SignalSource
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, require
from bna_pipeline.pipeline.correcting import refuse_former_kamerbrief
from bna_pipeline.pipeline.signal_state import waited_for
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, require_reason, state
from bna_pipeline.rounds.terms import local_day

AHEAD: Final = timedelta(days=1)
"""A letter that somebody sends may carry the date of tomorrow at most: later, it cannot be out."""


def adopted_report(now: EditionState) -> FileDigest | None:
    """What GS adopted; None: nothing yet, so that nothing can be held against it."""
    if now.adoption is None or not now.adoption.settled:
        return None
    return next(file for file in now.adoption.files if file.name == REPORT_PDF)


def read_for(
    tools: Tools, name: str, data: bytes, *, date: date | None = None, number: str | None = None
) -> Kamerbrief:
    """A Kamerbrief that no person vouches for; it must speak of what the programme says, and be of this edition.

    Args:
        date, number: as its source knows them; None: as the text says.

    Raises:
        KamerbriefUnreadable: it is no whole PDF, another letter, from before this edition or of a day to come, the one
            with which the edition went that this one corrects, or date or number cannot be told with certainty.
    """
    delivery = tools.programme.delivery
    seen = read_kamerbrief(
        name,
        data,
        date=date,
        number=number,
        dossier=delivery.kamerbrief_dossier,
        words=delivery.kamerbrief_words,
        vouched=False,
    )
    day = f"{seen.date:%d-%m-%Y}"
    if seen.date < tools.edition.period_end:
        raise KamerbriefUnreadable(f"{name} is van {day}; dat is van voor het einde van de periode.", "")
    if date is None and seen.date > local_day(tools.clock.now()) + AHEAD:
        raise KamerbriefUnreadable(f"{name} is van {day}; die dag moet nog komen.", "")
    refuse_former_kamerbrief(tools, seen.file.sha256)
    return seen


def is_former(tools: Tools, file: FileDigest) -> bool:
    """Whether an edition went with this very letter that this one corrects."""
    try:
        refuse_former_kamerbrief(tools, file.sha256)
    except KamerbriefUnreadable:
        return True
    return False


def is_aside(now: EditionState, source: SignalSource, document: str, files: Iterable[FileDigest]) -> bool:
    """Whether the coordinator put this aside. Of the inbox a name says little: other bytes are another file."""
    doubt = now.release.dismissed.get(document)
    if doubt is None or source is not SignalSource.INBOX:
        return doubt is not None
    return not {file.sha256 for file in files}.isdisjoint(file.sha256 for file in doubt.files)


def note_doubt(tools: Tools, actor: Actor, doubt: SignalDoubted) -> bool:
    """Have a doubt on record once, and again when it became another one; whether it was new."""

    def doubted(now: EditionState) -> SignalDoubted | None:
        known = now.release
        if not waited_for(now) or known.doubts.get(doubt.document) == doubt:
            return None
        if is_aside(now, doubt.source, doubt.document, doubt.files):
            return None
        require(now.phase, Act.NOTE_KAMERBRIEF)
        return doubt

    return record(tools, actor, doubted) is not None


def note_seen(tools: Tools, actor: Actor, kamerbrief: Kamerbrief, source: SignalSource, document: str) -> bool:
    """Have it on record that the Kamerbrief is out; whether that was new. What a person put aside is not believed."""

    def seen(now: EditionState) -> KamerbriefSeen | None:
        if now.kamerbrief is not None or is_aside(now, source, document, (kamerbrief.file,)):
            return None
        require(now.phase, Act.NOTE_KAMERBRIEF)
        return KamerbriefSeen(kamerbrief=kamerbrief, source=source, document=document)

    return record(tools, actor, seen) is not None


def settle_doubt(tools: Tools, actor: Actor, *, document: str, reason: str, seen: Sha256 | None = None) -> Step:
    """Put aside what is not the Kamerbrief of this edition: it keeps nothing back any more, and lets nothing go.

    Args:
        document: by what its source knows it (`SignalDoubted.document`), or how that begins.
        seen: of the doubt that the actor had before him (`SignalDoubted.seen`); None: as it is now.

    Raises:
        DraftMoved: something else was found of it by now.
        EmbargoStands: nothing of that name is doubted, or several things are.
        WrongUse: no reason.
        TransitionRefused.
    """
    reason = require_reason(reason)

    def settled(now: EditionState) -> DoubtSettled | None:
        require(now.phase, Act.SETTLE_DOUBT)
        named = _named(now.release.doubts, document)
        if named is None and document in now.release.dismissed:
            return None
        if named is None:
            doubted = ", ".join(sorted(now.release.doubts)) or "niets"
            raise EmbargoStands(
                f"{document!r} is niet iets waaraan wordt getwijfeld.", f"Getwijfeld wordt aan: {doubted}."
            )
        doubt = now.release.doubts[named]
        if seen is not None and seen != doubt.seen:
            raise DraftMoved(
                f"Over {named} is intussen iets anders gevonden: {doubt.why.rstrip('.')}. Er is niets terzijde gelegd.",
                "Bekijk het opnieuw.",
            )
        return DoubtSettled(document=named, reason=reason)

    changed = record(tools, actor, settled) is not None
    return Step("settle-doubt", changed, (f"Terzijde gelegd: {document} is niet de Kamerbrief van deze editie.",))


def _named(doubts: Mapping[str, SignalDoubted], document: str) -> str | None:
    if document in doubts:
        return document
    found = [name for name in doubts if document and name.startswith(document)]
    return found[0] if len(found) == 1 else None


def alarms(now: EditionState) -> tuple[str, ...]:
    """What stands in the way now that the Kamerbrief is out: PS do not have it at the same moment."""
    if now.phase not in (Phase.SIGNED, Phase.RELEASED, Phase.FINISHED):
        return ("ALARM: de Kamerbrief is uit, maar de statenmededeling is nog niet ondertekend.",)
    if now.fired is not None:
        return ()
    if now.armed is None:
        return ("ALARM: de Kamerbrief is uit, maar de vrijgave staat nog niet klaar.",)
    if now.held is not None:
        return (f"ALARM: de Kamerbrief is uit, maar de vrijgave is aangehouden: {now.held}",)
    return ()


def told_seen(tools: Tools, kamerbrief: Kamerbrief, source: SignalSource) -> tuple[str, ...]:
    """What is said when the Kamerbrief is found, with what stands in the way."""
    told = f"Kamerbrief {kamerbrief.number} van {kamerbrief.date:%d-%m-%Y} is {source.words}."
    return (told, *alarms(state(tools)))
