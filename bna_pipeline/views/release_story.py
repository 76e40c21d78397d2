"""The release told in Dutch: arming, the moment, the signal and its doubts, late channels, and who vouched for what."""

from __future__ import annotations

from typing import TypeAlias
from zoneinfo import ZoneInfo

from bna_pipeline.model.base import Moment
from bna_pipeline.model.release_events import (
    ClockDoubted,
    DataDeleted,
    DeliveryPutOff,
    DossierMade,
    DoubtSettled,
    EmbargoedRead,
    KamerbriefSeen,
    MomentReached,
    ReleaseAborted,
    ReleaseArmed,
    ReleaseConfirmed,
    ReleaseFired,
    ReleaseHeld,
    ReleasePlanned,
    ReleaseUnplanned,
    SealMade,
    SignalDoubted,
    TrailStamped,
)
from bna_pipeline.views.told import because, count, files

ReleaseEvent: TypeAlias = (
    ReleaseArmed
    | ReleaseHeld
    | ReleaseAborted
    | KamerbriefSeen
    | ReleaseFired
    | DossierMade
    | ReleasePlanned
    | ReleaseUnplanned
    | ReleaseConfirmed
    | MomentReached
    | ClockDoubted
    | SignalDoubted
    | DoubtSettled
    | DeliveryPutOff
    | TrailStamped
    | SealMade
    | EmbargoedRead
    | DataDeleted
)

_ZONE = ZoneInfo("Europe/Amsterdam")


def release_sentence(event: ReleaseEvent) -> str:
    """What one event of a release means, in Dutch; moments are told in Dutch time."""
    match event:
        case ReleaseArmed(package=p):
            return f"De vrijgave staat klaar voor pakket {p.digest} ({files(len(p.files))})."
        case ReleaseHeld():
            return f"De vrijgave is aangehouden.{because(event.reason)}"
        case ReleaseAborted():
            return f"De vrijgave is afgebroken.{because(event.reason)}"
        case KamerbriefSeen(kamerbrief=k):
            how = "" if event.source is None else f", {event.source.words}"
            return f"Kamerbrief {k.number} van {k.date:%d-%m-%Y} is uit{how} (SHA-256 {k.file.sha256})."
        case ReleaseFired():
            return f"Pakket {event.package} is vrijgegeven."
        case DossierMade():
            return f"Het dossier is gemaakt: {files(event.files)}."
        case ReleasePlanned():
            zone = ZoneInfo(event.zone)
            return f"Het pakket vertrekt op {event.at.astimezone(zone):%d-%m-%Y om %H:%M} ({event.zone})."
        case ReleaseUnplanned():
            return f"Het moment van vertrek is vervallen.{because(event.reason)}"
        case ReleaseConfirmed():
            return f"Bevestigd: pakket {event.package} mag op {_minute(event.at)} vertrekken."
        case MomentReached():
            by = "" if event.vouched is None else f"; een tijdstempeldienst bevestigt {_second(event.vouched)}"
            return f"Het moment van vertrek ({_minute(event.planned)}) is aangebroken{by}."
        case ClockDoubted():
            return (
                f"De klok van deze computer zegt dat het {_minute(event.planned)} is geweest; de tijdstempeldienst "
                f"zegt {_second(event.vouched)}. Er vertrekt niets."
            )
        case SignalDoubted():
            kept = f" Bewaard: {files(len(event.files))}." if event.files else ""
            return f"Niet voor de Kamerbrief aangezien: {event.document}, {event.source.words}. {event.why}{kept}"
        case DoubtSettled():
            return f"{event.document} is niet de Kamerbrief van deze editie.{because(event.reason)}"
        case DeliveryPutOff():
            again = f"poging {event.attempt}; weer na {_minute(event.after)}"
            return f"Aflevering bij {event.channel} lukt nog niet ({again}): {event.said}"
        case TrailStamped():
            return (
                f"Het logboek tot en met regel {event.seq} heeft een tijdstempel van {event.authority} bij de "
                f"{event.occasion.value} ({_second(event.at)}); hash {event.head}."
            )
        case SealMade():
            return f"Het {event.bag} is verzegeld met een tijdstempel van {event.authority} ({_second(event.at)})."
        case EmbargoedRead(file=f):
            return f"{event.person} opende {f.name} onder embargo ({event.how}); SHA-256 {f.sha256}."
        case DataDeleted():
            gone = count(event.count, "gegeven is", "gegevens zijn")
            return f"{gone} gewist: {event.what}. Regel: {event.rule}"


def _minute(at: Moment) -> str:
    return f"{at.astimezone(_ZONE):%d-%m-%Y %H:%M}"


def _second(at: Moment) -> str:
    return f"{at.astimezone(_ZONE):%d-%m-%Y %H:%M:%S}"
