"""One thing to one place outside: the intent on record, the thing itself, the receipt on record.

Who is killed in between finds an intent without receipt, and asks the other side first what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.events import EffectDone, EffectIntended
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.tools import Actor, Tools, record, state
from bna_pipeline.ports import Channel


@dataclass(frozen=True)
class Errand:
    """What goes where.

    Attributes:
        effect: what it is called in the ledger.
        key: the idempotency key: the same thing to the same place.
    """

    effect: str
    channel: Channel
    key: str
    files: Mapping[str, bytes]

    @cached_property
    def listed(self) -> tuple[FileDigest, ...]:
        return tuple(FileDigest.of(name, data) for name, data in sorted(self.files.items()))

    def carry(self, at: datetime) -> Receipt:
        """Deliver it, or find that it was; touches nothing of ours, so that several may be carried at once.

        Raises:
            DeliveryFailed: it did not arrive; may be tried again.
        """
        return self.channel.find(self.key, self.listed, at) or self.channel.deliver(self.key, self.files, at)


def intend(tools: Tools, actor: Actor, errand: Errand, allow: Callable[[EditionState], None]) -> bool:
    """Have the intent on record. False: it was done before.

    Args:
        allow: refuses what the edition, as it stands when the intent lands, is not open to.
    """
    if state(tools).receipt(errand.key) is not None:
        return False

    def intended(now: EditionState) -> EffectIntended | None:
        if now.receipt(errand.key) is not None:
            return None
        allow(now)
        if any(i.key == errand.key for i in now.intents):
            return None
        target = errand.channel.target
        return EffectIntended(effect=errand.effect, key=errand.key, target=target, files=errand.listed)

    record(tools, actor, intended)
    return True


def received(tools: Tools, actor: Actor, errand: Errand, receipt: Receipt) -> bool:
    """Have the receipt on record. False: it was there already."""

    def done(now: EditionState) -> EffectDone | None:
        return None if now.receipt(errand.key) is not None else EffectDone(effect=errand.effect, receipt=receipt)

    return record(tools, actor, done) is not None


def run(tools: Tools, actor: Actor, errand: Errand, allow: Callable[[EditionState], None]) -> bool:
    """All of it. False: it was done before.

    Raises:
        DeliveryFailed: see `Errand.carry`.
    """
    if not intend(tools, actor, errand, allow):
        return False
    return received(tools, actor, errand, errand.carry(tools.clock.now()))
