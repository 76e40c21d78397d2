"""The head of the trail, vouched for by a timestamp authority at adoption, at every signature and at release.

What was on record by then cannot be written anew afterwards, not even by who holds the key of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bna_pipeline.errors import TimestampFailed
from bna_pipeline.model.events import AdoptionRecorded, Entry, LetterSigned
from bna_pipeline.model.release_events import Occasion, ReleaseFired, TrailStamped
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, trail_and_state
from bna_pipeline.pipeline.vouching import vouched


def stamp_trail(tools: Tools, actor: Actor) -> Step:
    """Have the trail vouched for, where something happened since that asks for it; one token covers all before it.

    An authority that does not answer, or whose clock says otherwise than ours, is trouble and no error: nothing that
    comes after waits for it but the dossier, and the next run asks again.
    """
    if tools.timestamper is None:
        return Step("trail-stamp", False)
    trail, now = trail_and_state(tools)
    occasion = due(trail, now)
    if occasion is None:
        return Step("trail-stamp", False)
    last = trail[-1]
    try:
        vouch = vouched(tools.timestamper, last.hash, tools.clock.now())
    except TimestampFailed as fault:
        return Step("trail-stamp", False, (str(fault),), trouble=fault)
    token = tools.blobs.put(vouch.token)

    def stamped(then: EditionState) -> TrailStamped | None:
        if any(stamp.seq >= last.seq for stamp in then.release.stamps):
            return None  # another process was there
        return TrailStamped(
            occasion=occasion, seq=last.seq, head=last.hash, token=token, at=vouch.at, authority=vouch.authority
        )

    if record(tools, actor, stamped) is None:
        return Step("trail-stamp", False)
    said = f"Het logboek tot en met regel {last.seq} heeft een tijdstempel van {vouch.authority}."
    return Step("trail-stamp", True, (said,))


def due(trail: Sequence[Entry], now: EditionState) -> Occasion | None:
    """What happened last that no token covers yet; None: nothing."""
    covered = max((stamp.seq for stamp in now.release.stamps), default=0)
    if now.phase is Phase.FINISHED:
        return None  # the dossier is closed with what stands in it
    return next(_occasions(trail[covered:]), None)


def _occasions(entries: Sequence[Entry]) -> Iterator[Occasion]:
    for entry in reversed(entries):
        match entry.event:
            case ReleaseFired():
                yield Occasion.RELEASE
            case LetterSigned():
                yield Occasion.SIGNING
            case AdoptionRecorded(adoption=adoption) if adoption.settled:
                yield Occasion.ADOPTION
