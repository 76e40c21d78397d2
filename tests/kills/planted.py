"""Faults that only a kill brings to light, to see that the harness finds them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bna_pipeline.delivery.folder import FolderChannel
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.events import Entry, Event, SigningDiscarded
from bna_pipeline.ports import Channel, Ledger
from bna_pipeline.wiring import pipeline
from tests.kills.harness import Change, Harness
from tests.kills.points import Point


@dataclass(frozen=True)
class _ChannelInstead:
    """Stands where a channel stood."""

    inner: Channel

    @property
    def id(self) -> str:
        return self.inner.id

    @property
    def target(self) -> str:
        return self.inner.target

    def find(self, key: str, files: Sequence[FileDigest], at: datetime) -> Receipt | None:
        return self.inner.find(key, files, at)

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        return self.inner.deliver(key, files, at)


@dataclass(frozen=True)
class ForgetfulChannel(_ChannelInstead):
    """Does not know its own keys: what is there already is delivered once more, beside it."""

    def find(self, key: str, files: Sequence[FileDigest], at: datetime) -> Receipt | None:
        return None

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        there = self.inner.find(key, [FileDigest.of(name, files[name]) for name in sorted(files)], at)
        if there is None:
            return self.inner.deliver(key, files, at)
        FolderChannel(self.id, Path(f"{self.target}-nog-eens")).deliver(key, files, at)
        return there


@dataclass(frozen=True)
class HastyChannel(_ChannelInstead):
    """Says that it has what it was once asked for, delivered or not."""

    def find(self, key: str, files: Sequence[FileDigest], at: datetime) -> Receipt | None:
        asked = Path(self.target).parents[2] / ".bna" / f"asked-{self.id}"
        if asked.exists():
            return Receipt(channel=self.id, key=key, target=self.target, files=tuple(files), at=at, proof="gevraagd")
        asked.touch()
        return self.inner.find(key, files, at)


@dataclass(frozen=True)
class DiscreetLedger:
    """Never tells that a signature was thrown away."""

    inner: Ledger

    def editions(self) -> tuple[str, ...]:
        return self.inner.editions()

    def entries(self, edition: str, after: Entry | None = None) -> tuple[Entry, ...]:
        return self.inner.entries(edition, after)

    def append(self, edition: str, event: Event, *, actor: str, account: str, at: datetime, after: int) -> Entry:
        if isinstance(event, SigningDiscarded):
            last = self.entries(edition)[-1]
            return Entry.after(last, edition=edition, at=at, actor=actor, account=account, event=event)
        return self.inner.append(edition, event, actor=actor, account=account, at=at, after=after)


def _channels(wrap: Callable[[Channel], Channel]) -> Change:
    return lambda tools: dataclasses.replace(tools, release_channels=tuple(map(wrap, tools.release_channels)))


def _ledger(tools: pipeline.Tools) -> pipeline.Tools:
    return dataclasses.replace(tools, ledger=DiscreetLedger(tools.ledger))


FAULTS: Mapping[str, tuple[Change, Point]] = {
    "a delivery that is made again": (_channels(ForgetfulChannel), Point("after", "release_channels[0].deliver")),
    "a receipt for what was never delivered": (_channels(HastyChannel), Point("before", "release_channels[0].deliver")),
    "a signature thrown away in silence": (_ledger, Point("after", "signer().sign")),
    "no fault": (lambda tools: tools, Point("after", "release_channels[0].deliver")),
}
"""Each with the point at which a kill brings it to light."""


def found_of(harness: Harness) -> dict[tuple[str, bool], int]:
    """How many differences each planted fault brings to light: when it is killed at its point (True), and at the first
    point of that act (False), where nothing was done yet.

    Args:
        harness: of the story of two partners, in which everything has happened already that is killed here.
    """
    found: dict[tuple[str, bool], int] = {}
    for name, (change, point) in FAULTS.items():
        faulty = harness.as_worker(-len(found) - 1)
        faulty.change = change
        place = next(place for place in harness.places if place.point == point)
        first = next(other for other in harness.places if other.act == place.act)
        for at in (place, first):
            came, _ = faulty.play({at.act: at}, through=at.act)
            found[name, at is place] = len(came[0].faults)
    return found
