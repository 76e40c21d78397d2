"""A timestamp authority's token over each bag, beside it in the outbox: the seal that `bna verify --seal` takes.

It is over the bag's `tagmanifest-sha512.txt`, whose digest is on record: it needs nothing of what lies in the outbox.
A token that was got and not recorded is thrown away.
"""

from __future__ import annotations

from typing import Final, Literal

from bna_pipeline.errors import TimestampFailed
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.release_events import SealMade
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed, require
from bna_pipeline.pipeline.post_after import still_watched
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, state
from bna_pipeline.pipeline.vouching import vouched
from bna_pipeline.record.seal import SEALED

Bag = Literal["pakket", "dossier"]
_STEPS: Final[dict[Bag, str]] = {"pakket": "seal", "dossier": "seal-dossier"}


def seal_package(tools: Tools, actor: Actor) -> Step:
    """Seal the released package, once it stands in the outbox.

    An authority that does not answer, or whose clock says otherwise than ours, is trouble and no error; the next run
    asks again.
    """
    return _seal(tools, actor, "pakket")


def seal_dossier(tools: Tools, actor: Actor) -> Step:
    """Seal the dossier, once it is made. Its seal is no part of it: it comes after."""
    return _seal(tools, actor, "dossier")


def seal_due(tools: Tools, now: EditionState, bag: Bag) -> bool:
    """Whether a bag waits for its seal; never where no authority is configured."""
    return tools.timestamper is not None and _unsealed(now, bag) is not None


def at_rest(tools: Tools) -> bool:
    """Whether an edition is finished, and nothing is left that happens by itself."""
    now = state(tools)
    return now.phase is Phase.FINISHED and not seal_due(tools, now, "dossier") and not still_watched(tools, now)


def _seal(tools: Tools, actor: Actor, bag: Bag) -> Step:
    name, now = _STEPS[bag], state(tools)
    if not allowed(now.phase, Act.SEAL):
        return Step(name, False)
    try:
        said = _ask(tools, actor, bag, _unsealed(now, bag))
    except TimestampFailed as fault:
        return Step(name, False, (str(fault),), trouble=fault)
    return Step(name, _lay_beside(tools, bag) or bool(said), said)


def _ask(tools: Tools, actor: Actor, bag: Bag, sealed: Sha256 | None) -> tuple[str, ...]:
    if sealed is None or tools.timestamper is None:
        return ()
    vouch = vouched(tools.timestamper, sealed, tools.clock.now())
    token = tools.blobs.put(vouch.token)

    def made(then: EditionState) -> SealMade | None:
        if _unsealed(then, bag) != sealed:
            return None  # another process was there
        require(then.phase, Act.SEAL)
        return SealMade(bag=bag, sealed=sealed, token=token, at=vouch.at, authority=vouch.authority)

    if record(tools, actor, made) is None:
        return ()
    return (f"Het {bag} is verzegeld met een tijdstempel van {vouch.authority}.",)


def _lay_beside(tools: Tools, bag: Bag) -> bool:
    """The seal on record, beside its bag. False: there is none, or it lay there."""
    now = state(tools)
    found = now.release.seal(bag, _sealed(now, bag) or "")
    return found is not None and tools.outbox.write(tools.id, f"{bag}.zegel.tst", tools.blobs.get(found.token))


def _unsealed(now: EditionState, bag: Bag) -> Sha256 | None:
    sealed = _sealed(now, bag)
    return None if sealed is None or now.release.seal(bag, sealed) is not None else sealed


def _sealed(now: EditionState, bag: Bag) -> Sha256 | None:
    """What a bag's seal is over; None: there is no such bag, or it is from before there were seals."""
    if bag == "dossier":
        return None if now.dossier is None else now.dossier.tags
    if now.fired is None or now.armed is None:
        return None
    return next((file.sha256 for file in now.armed.files if file.name == SEALED), None)
