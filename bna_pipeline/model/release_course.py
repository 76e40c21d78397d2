"""How a release runs: its moment, what is doubted, which channels are late, what was vouched for; a fold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import Field

from bna_pipeline.model.base import Frozen, Moment, Sha256
from bna_pipeline.model.events import AdoptionWithdrawn, EffectDone, Entry
from bna_pipeline.model.release_events import (
    ClockDoubted,
    DataDeleted,
    DeliveryPutOff,
    DoubtSettled,
    EmbargoedRead,
    KamerbriefSeen,
    MomentReached,
    ReleaseAborted,
    ReleaseArmed,
    ReleaseConfirmed,
    ReleasePlanned,
    ReleaseUnplanned,
    SealMade,
    SignalDoubted,
    SignalSource,
    TrailStamped,
)

V = TypeVar("V")


class ReleaseCourse(Frozen):
    """What the ledger says of a release beside what was armed and what fired.

    Attributes:
        planned: the minute that holds.
        confirmed: for which package and moment the coordinator's confirmation holds.
        reached: the minute has come.
        clock_doubted: the last time that the clocks did not agree on it.
        source: how the Kamerbrief came to us; None: there is none, or a person handed it in.
        doubts: letters that wait for the coordinator's word, by what their source knows them by.
        dismissed: letters that he looked at and put aside, with what was doubted.
        late: channels that did not take the package yet, by idempotency key.
        stamps, seals: everything that an authority vouched for, in order.
        reads: who opened what under embargo.
    """

    planned: ReleasePlanned | None = None
    confirmed: ReleaseConfirmed | None = None
    reached: MomentReached | None = None
    clock_doubted: ClockDoubted | None = None
    source: SignalSource | None = None
    doubts: Mapping[str, SignalDoubted] = Field(default_factory=dict)
    dismissed: Mapping[str, SignalDoubted] = Field(default_factory=dict)
    late: Mapping[str, DeliveryPutOff] = Field(default_factory=dict)
    stamps: tuple[TrailStamped, ...] = ()
    seals: tuple[SealMade, ...] = ()
    reads: tuple[tuple[Moment, EmbargoedRead], ...] = ()
    deleted: tuple[DataDeleted, ...] = ()

    @property
    def held_against(self) -> bool:
        """Whether the Kamerbrief was held against what GS adopted: with that decision it falls, and is asked anew."""
        return self.source is SignalSource.TWEEDE_KAMER

    def seal(self, bag: str, sealed: Sha256) -> SealMade | None:
        """The seal of a bag with exactly this tag manifest."""
        return next((s for s in self.seals if (s.bag, s.sealed) == (bag, sealed)), None)


def release_after(course: ReleaseCourse, entry: Entry) -> ReleaseCourse:
    """The course after one entry; the same object when the entry says nothing of it."""
    update = _change(course, entry)
    return course.model_copy(update=update) if update else course


def _change(course: ReleaseCourse, entry: Entry) -> dict[str, object]:
    event = entry.event
    match event:
        case ReleasePlanned():
            return {"planned": event, "confirmed": None, "reached": None, "clock_doubted": None}
        case ReleaseUnplanned():
            return {"planned": None, "confirmed": None, "reached": None, "clock_doubted": None}
        case ReleaseConfirmed():
            return {"confirmed": event}
        case ReleaseArmed() if course.confirmed is not None and course.confirmed.package != event.package.digest:
            return {"confirmed": None, "reached": None}
        case ReleaseAborted():  # another package must be let go anew
            return {"confirmed": None, "reached": None}
        case AdoptionWithdrawn():
            return {"confirmed": None, "reached": None, "source": None if course.held_against else course.source}
        case MomentReached():
            return {"reached": event, "clock_doubted": None}
        case ClockDoubted():
            return {"clock_doubted": event}
        case SignalDoubted():
            return {"doubts": {**course.doubts, event.document: event}}
        case DoubtSettled():
            aside = course.doubts.get(event.document)
            dismissed = {} if aside is None else {event.document: aside}
            left = _without(course.doubts, event.document)
            return {"doubts": left, "dismissed": {**course.dismissed, **dismissed}}
        case KamerbriefSeen(source=None):  # a person looked
            return {"doubts": {}, "source": None}
        case KamerbriefSeen():
            return {"doubts": _without(course.doubts, event.document or ""), "source": event.source}
        case DeliveryPutOff():
            return {"late": {**course.late, event.key: event}}
        case EffectDone() if event.receipt.key in course.late:
            return {"late": _without(course.late, event.receipt.key)}
        case TrailStamped():
            return {"stamps": (*course.stamps, event)}
        case SealMade():
            return {"seals": (*course.seals, event)}
        case EmbargoedRead():
            return {"reads": (*course.reads, (entry.at, event))}
        case DataDeleted():
            return {"deleted": (*course.deleted, event)}
        case _:
            return {}


def _without(found: Mapping[str, V], name: str) -> dict[str, V]:
    return {other: value for other, value in found.items() if other != name}
