"""A release to the second: what was set up, the signal, and every receipt, counted from the signal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bna_pipeline.model.base import SYSTEM, Frozen, Line, Moment
from bna_pipeline.model.events import HAND_OVER, EffectDone, Entry, Event
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.release_events import (
    ClockDoubted,
    DeliveryPutOff,
    DossierMade,
    DoubtSettled,
    KamerbriefSeen,
    MomentReached,
    ReleaseAborted,
    ReleaseArmed,
    ReleaseConfirmed,
    ReleaseFired,
    ReleaseHeld,
    ReleasePlanned,
    ReleaseUnplanned,
    SignalDoubted,
)
from bna_pipeline.model.state import EditionState, fold
from bna_pipeline.views.told import minute_in


class Second(Frozen):
    """A line of the timeline; `after` is counted from the signal: None before it."""

    at: Moment
    what: Line
    after: timedelta | None


def release_timeline(programme: Programme, entries: Iterable[Entry]) -> tuple[Second, ...]:
    """Everything that set a release up, lifted its embargo, and arrived, in order.

    The signal is the first that was there and still is: the Kamerbrief, or the minute that came. With a release that is
    aborted, or a decision that is withdrawn, it may fall; then nothing is counted until there is one again.
    """
    needed = len(programme.letter.signatories)
    people = {person.id: person.name for person in programme.people} | {SYSTEM: "vanzelf"}
    channels = {rule.id: rule.name for rule in programme.delivery.channels}
    signal: Moment | None = None
    state: EditionState | None = None
    found: list[Second] = []
    for entry in entries:
        state = fold(entry.edition, [entry], signatures_needed=needed, start=state)
        stands = state.kamerbrief is not None or state.release.reached is not None
        signal = (signal or entry.at) if stands else None
        what = _set_up(entry.event) or _happened(entry.event, channels)
        if what is not None:
            by = "" if entry.actor == SYSTEM else f", door {people.get(entry.actor, entry.actor)}"
            after = None if signal is None else entry.at - signal
            found.append(Second(at=entry.at, what=f"{what}{by}", after=after))
    return tuple(found)


def _set_up(event: Event) -> str | None:
    match event:
        case ReleaseArmed(package=package):
            return f"klaargezet: pakket {package.digest[:16]}…"
        case ReleaseHeld():
            return f"aangehouden ({event.reason})"
        case ReleaseAborted():
            return f"afgebroken ({event.reason})"
        case ReleasePlanned():
            return f"gekozen moment: {minute_in(event.at, event.zone)}"
        case ReleaseUnplanned():
            return f"gekozen moment vervallen ({event.reason})"
        case ReleaseConfirmed():
            return f"bevestigd: pakket {event.package[:16]}… mag op het gekozen moment vertrekken"
        case _:
            return None


def _happened(event: Event, channels: Mapping[str, str]) -> str | None:
    match event:
        case SignalDoubted():
            return f"twijfel: {event.document}, {event.source.words} ({event.why})"
        case DoubtSettled():
            return f"terzijde gelegd: {event.document} ({event.reason})"
        case ClockDoubted():
            return "de klok van de computer liep voor op die van de tijdstempeldienst: er vertrok niets"
        case KamerbriefSeen(kamerbrief=letter):
            how = "" if event.source is None else f", {event.source.words}"
            return f"het sein: Kamerbrief {letter.number} van {letter.date:%d-%m-%Y}{how}"
        case MomentReached():
            return "het sein: het gekozen moment is aangebroken"
        case ReleaseFired():
            return f"vrijgegeven: pakket {event.package[:16]}…"
        case EffectDone(receipt=receipt) if event.effect != HAND_OVER and receipt.channel in channels:
            return f"ontvangen door {channels[receipt.channel]}"
        case DeliveryPutOff():
            return f"{channels.get(event.channel, event.channel)} had het nog niet (poging {event.attempt})"
        case DossierMade():
            return "het dossier is gemaakt"
        case _:
            return None
