"""What moved an edition on, in sentences for its coordinator; what went over the post of itself is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.events import (
    HAND_OVER,
    REDACTIE,
    AdoptionRecorded,
    AdoptionWithdrawn,
    ContributionChecked,
    DecisionGiven,
    DelegationEnded,
    DelegationGiven,
    DraftMade,
    EditionClosed,
    EditionOpened,
    EffectDone,
    Entry,
    Event,
    LetterSigned,
    ReviewCompleted,
)
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.release_events import (
    ClockDoubted,
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
from bna_pipeline.model.remark_events import RemarkMade
from bna_pipeline.model.review_events import AbsenceEnded, AbsenceNoted, StageOpened, TermExpired, TermExtended
from bna_pipeline.model.round import IncomingKind
from bna_pipeline.model.round_events import MailReceived
from bna_pipeline.model.signing_events import RefusalEnded, SignatureWithdrawn, SigningRefused
from bna_pipeline.model.step_events import StepRecovered
from bna_pipeline.model.stuck import step_name
from bna_pipeline.review.route import join

_WORDS = 160  # characters of a mail in a sentence about it
_SIMPLE: dict[type, str] = {
    EditionOpened: "De ronde is geopend.",
    EditionClosed: "De ronde is gesloten.",
    ReleaseArmed: "De vrijgave staat klaar.",
    ReleaseAborted: "De vrijgave is afgebroken.",
    ReleaseConfirmed: "Bevestigd is dat het pakket op het gekozen moment mag vertrekken.",
    MomentReached: "Het gekozen moment van vertrek is aangebroken.",
    ReleaseFired: "Het pakket is vrijgegeven.",
    DossierMade: "Het dossier is gemaakt.",
}


def moved(programme: Programme, entries: Sequence[Entry], reader: str) -> tuple[str, ...]:
    """What these entries say to a reader, each sentence once, in order; not what he did himself.

    What came in stands on top, told together: of each partner the version that was read last.
    """
    said = (sentence_of(programme, entry.event) for entry in entries if entry.actor != reader)
    return (
        *_came_in(programme, entries),
        *dict.fromkeys(sentence for sentence in said if sentence is not None),
    )


def _came_in(programme: Programme, entries: Sequence[Entry]) -> Iterator[str]:
    checked = (entry.event for entry in entries if isinstance(entry.event, ContributionChecked))
    last = {event.partner: event for event in checked if not event.defect}
    for faulty, words in ((False, "in orde"), (True, "met fouten")):
        names = [
            "de redactie" if partner == REDACTIE else _partner(programme, partner)
            for partner, event in last.items()
            if bool(event.errors) is faulty
        ]
        if names:
            yield f"Binnengekomen, {words}: {join(names)}."


def sentence_of(programme: Programme, event: Event) -> str | None:
    """An event as a Dutch sentence with names instead of ids; None: it moves nothing on."""
    return _SIMPLE.get(type(event)) or next((s for tell in _TELLERS if (s := tell(programme, event)) is not None), None)


def _round(programme: Programme, event: Event) -> str | None:
    match event:
        case MailReceived(mail=mail) if mail.person is not None:
            words = "" if mail.words is None else f": ‘{cut(masked_name(mail.words))}’"
            how = "antwoordde automatisch" if mail.kind is IncomingKind.AUTOMATIC else "schreef terug"
            return None if mail.kind is IncomingKind.BOUNCE else f"{_person(programme, mail.person)} {how}{words}."
        case StepRecovered():
            return f"De stap ‘{step_name(event.step)}’ lukt weer."
        case _:
            return None


def _review(programme: Programme, event: Event) -> str | None:
    match event:
        case DraftMade(draft=draft):
            return f"Concept {draft.version} is gemaakt: {event.reason.rstrip('.')}."
        case DecisionGiven(decision=d):
            instead = "" if d.deputy is None else f", namens {_person(programme, d.reviewer)}"
            who, stage = _person(programme, d.deputy or d.reviewer), _stage(programme, d.stage)
            return f"{who}{instead}: {d.verdict.words} (concept {d.draft}, stap ‘{stage}’)."
        case RemarkMade(remark=remark):
            return f"{_person(programme, remark.given_by)} plaatste een opmerking bij concept {remark.draft}."
        case StageOpened():
            until = "" if event.due is None else f", tot en met {dutch_date(event.due)}"
            return f"Stap ‘{_stage(programme, event.stage)}’ is aan de beurt voor concept {event.draft}{until}."
        case TermExpired():
            return f"De termijn van stap ‘{_stage(programme, event.stage)}’ is voorbij ({dutch_date(event.due)})."
        case TermExtended():
            return f"Stap ‘{_stage(programme, event.stage)}’ kreeg de tijd tot en met {dutch_date(event.until)}."
        case ReviewCompleted():
            return f"Concept {event.draft} is door alle stappen goedgekeurd."
        case _:
            return None


def _away(programme: Programme, event: Event) -> str | None:
    match event:
        case AbsenceNoted():
            instead = "niemand" if event.deputy is None else _person(programme, event.deputy)
            days = f"van {dutch_date(event.first)} tot en met {dutch_date(event.last)}"
            return f"{_person(programme, event.person)} is {days} afwezig; dan beslist {instead}."
        case AbsenceEnded():
            return (
                f"De afwezigheid van {_person(programme, event.person)} vanaf {dutch_date(event.first)} is beëindigd."
            )
        case DelegationGiven(delegation=d):
            until = f"van {dutch_date(d.valid_from)} tot en met {dutch_date(d.valid_until)}"
            return f"{_person(programme, d.deputy)} beslist namens {_person(programme, d.principal)} {until}."
        case DelegationEnded():
            deputy, principal = _person(programme, event.deputy), _person(programme, event.principal)
            return f"{deputy} beslist niet langer namens {principal}."
        case _:
            return None


def _adopted(programme: Programme, event: Event) -> str | None:
    match event:
        case AdoptionRecorded(adoption=a):
            return f"Besluit {a.number} van {dutch_date(a.date)} is vastgelegd: {a.outcome.words}."
        case AdoptionWithdrawn():
            return f"Besluit {event.number} is ingetrokken: {event.reason.rstrip('.')}."
        case LetterSigned(signature=s):
            return f"{_person(programme, s.person)} ondertekende de brief."
        case SigningRefused():
            return f"{_person(programme, event.person)} weigert te ondertekenen: {event.reason.rstrip('.')}."
        case RefusalEnded():
            return f"{_person(programme, event.person)} neemt de weigering terug."
        case SignatureWithdrawn():
            return f"{_person(programme, event.person)} trok de handtekening in: {event.reason.rstrip('.')}."
        case EffectDone(effect=effect, receipt=r):
            what = (
                "De overdracht onder embargo"
                if effect == HAND_OVER
                else f"De aflevering ({_channel(programme, r.channel)})"
            )
            return f"{what} is gedaan."
        case _:
            return None


def _released(_programme: Programme, event: Event) -> str | None:
    match event:
        case ReleaseHeld():
            return f"De vrijgave is aangehouden: {event.reason.rstrip('.')}."
        case KamerbriefSeen(kamerbrief=k):
            return f"Kamerbrief {k.number} van {dutch_date(k.date)} is uit."
        case ReleasePlanned():
            there = event.at.astimezone(ZoneInfo(event.zone))
            return f"Het pakket vertrekt op {dutch_date(there.date())} om {there:%H:%M} ({event.zone})."
        case ReleaseUnplanned():
            return f"Het moment van vertrek is vervallen: {event.reason.rstrip('.')}."
        case SignalDoubted():
            return f"{event.document} ({event.source.words}) lijkt op de Kamerbrief: {event.why}"
        case DoubtSettled():
            return f"{event.document} is niet de Kamerbrief: {event.reason.rstrip('.')}."
        case ClockDoubted():
            return "De klok van de computer liep voor op die van de tijdstempeldienst; er vertrok niets."
        case _:
            return None


_TELLERS: tuple[Callable[[Programme, Event], str | None], ...] = (
    _round,
    _review,
    _away,
    _adopted,
    _released,
)


def _person(programme: Programme, person: str) -> str:
    return next((p.name for p in programme.people if p.id == person), person)


def _partner(programme: Programme, partner: str) -> str:
    return next((p.name for p in programme.partners if p.id == partner), partner)


def _stage(programme: Programme, stage: str) -> str:
    return next((s.name for s in programme.review if s.id == stage), stage)


def _channel(programme: Programme, channel: str) -> str:
    return next((c.name for c in programme.delivery.channels if c.id == channel), channel)


def cut(words: str) -> str:
    """Words of others in a sentence about them, not too long for a list."""
    return words if len(words) <= _WORDS else f"{words[: _WORDS - 1].rstrip()}…"
