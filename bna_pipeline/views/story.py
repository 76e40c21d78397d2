"""The ledger told in Dutch: by moment, with who acted and what it meant."""

from __future__ import annotations

from collections.abc import Iterable

from bna_pipeline.model.base import Frozen, Line, Moment
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.draft_findings import AcceptanceWithdrawn, FindingAccepted
from bna_pipeline.model.events import (
    AdoptionRecorded,
    AdoptionWithdrawn,
    ConflictSettled,
    ContributionChecked,
    ContributionLeft,
    ContributionReceived,
    DecisionGiven,
    DelegationEnded,
    DelegationGiven,
    DraftMade,
    EditionClosed,
    EditionOpened,
    EffectDone,
    EffectIntended,
    Entry,
    Event,
    LetterExported,
    LetterSigned,
    ReviewCompleted,
    SigningDiscarded,
    SigningIntended,
)
from bna_pipeline.model.proposal_events import ProposalSettled, WordRefused, WordReturned
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
from bna_pipeline.model.remark_events import RemarkAnswered, RemarkMade, RemarkWithdrawn
from bna_pipeline.model.review_events import (
    AbsenceEnded,
    AbsenceNoted,
    StageOpened,
    StageSetBack,
    TermExpired,
    TermExtended,
)
from bna_pipeline.model.round_events import (
    FileWaived,
    LateAdmitted,
    MailAssigned,
    MailIntended,
    MailPutOff,
    MailReceived,
    MailRefused,
    MailResent,
    MailSent,
    RequestMade,
    SignedOff,
)
from bna_pipeline.model.signing_events import (
    LetterTimestamped,
    ReadinessProbed,
    RefusalEnded,
    SignatureWithdrawn,
    SigningRefused,
    StampIntended,
)
from bna_pipeline.model.step_events import StepRecovered, StepStuck
from bna_pipeline.views.release_story import release_sentence
from bna_pipeline.views.told import because, count, files


class StoryLine(Frozen):
    """One entry as a sentence. `account` is the operating system's account that entered it."""

    seq: int
    at: Moment
    actor: Line
    account: Line
    kind: Line
    sentence: Line
    hash: str


def story(entries: Iterable[Entry]) -> tuple[StoryLine, ...]:
    """Every entry as one Dutch sentence, in order; where the clock was set back, the sentence says so."""
    in_order = tuple(entries)
    return tuple(
        StoryLine(
            seq=e.seq,
            at=e.at,
            actor=e.actor,
            account=e.account,
            kind=e.event.kind,
            sentence=f"{sentence_of(e.event)}{_clock(e, before)}",
            hash=e.hash,
        )
        for e, before in zip(in_order, (None, *in_order), strict=False)
    )


def _clock(entry: Entry, before: Entry | None) -> str:
    # The order is that of the numbers; a time that goes back says something of the machine, not of the order.
    return "" if before is None or entry.at >= before.at else " (De klok stond hier vóór die van de regel ervoor.)"


def sentence_of(event: Event) -> str:
    """What one event means, in Dutch."""
    match event:
        case EditionOpened():
            forms = count(len(event.forms), "formulier", "formulieren")
            return f"De editie is geopend met {forms}; inleveren kan tot {event.deadline:%d-%m-%Y}."
        case ContributionReceived(taken_from=str(former)):
            return f"{event.file.name} van {event.partner} is overgenomen uit {former} (SHA-256 {event.file.sha256})."
        case ContributionReceived():
            bytes_of = f"({event.file.size} bytes, SHA-256 {event.file.sha256})"
            return f"{event.partner} leverde {event.file.name} in {bytes_of}.{because(event.reason or '')}"
        case ContributionLeft():
            size = f"{event.size} bytes"
            return f"{event.name} van {event.partner} ({size}) is te groot om te bewaren en bleef in de inbox."
        case ContributionChecked():
            verdict = "aangenomen" if event.errors == 0 else f"fouten: {event.errors}"
            return f"Het bestand {event.original[:16]}… van {event.partner} is gecontroleerd ({verdict})."
        case RequestMade():
            return f"{_whose(event.partner, event.department)} krijgt een uitvraag met een eigen kenmerk."
        case MailIntended(mail=m):
            return f"Er gaat een mail uit ({m.purpose.value}) naar {', '.join(m.to)}: {m.subject} (sleutel {m.key})."
        case MailSent():
            twice = " Mogelijk kwam hij tweemaal aan: de vorige poging brak af." if event.again else ""
            return f"De mail {event.key} is verzonden ({event.server}).{twice}"
        case MailPutOff():
            return f"De mail {event.key} kon nu niet weg en wordt opnieuw geprobeerd: {event.reason}"
        case MailRefused():
            return f"De mail {event.key} is geweigerd voor {', '.join(event.to)}: {event.reason}"
        case MailResent():
            return f"De mail {event.key} gaat nog een keer uit."
        case MailReceived(mail=m):
            came = f" met {count(len(m.attachments), 'bijlage', 'bijlagen')}" if m.attachments else ""
            whose = _whose(m.partner, m.department) if m.partner else m.person or "onbekend"
            return f"Er kwam een mail binnen ({m.kind.value}) van {whose}{came}."
        case MailAssigned(partner=owner):
            if owner is None:
                return f"De mail {event.message[:16]}… is van niemand en ligt terzijde."
            return f"De mail {event.message[:16]}… hoort bij {_whose(owner, event.department)}."
        case LateAdmitted():
            return f"De late versie {event.original[:16]}… van {event.partner} telt mee.{because(event.reason)}"
        case FileWaived():
            return f"Het bestand {event.original[:16]}… van {event.partner} is terzijde gelegd.{because(event.reason)}"
        case SignedOff():
            return f"{event.by} is namens {event.partner} akkoord met de versie {event.original[:16]}…."
        case ConflictSettled(settlement=s):
            return f"{s.sentence}{because(s.reason)}"
        case EditionClosed():
            used = count(len(event.used), "bijdrage", "bijdragen")
            without = f", zonder {', '.join(event.missing)}" if event.missing else ""
            return f"De ronde is gesloten met {used}{without}.{because(event.reason)}"
        case DraftMade(draft=d):
            return f"Concept {d.version} is gemaakt ({event.reason}); {count(len(d.sections), 'sectie', 'secties')}."
        case FindingAccepted():
            return f"Aanvaard is bevinding {event.code} bij {event.place}: {event.message}{because(event.reason)}"
        case AcceptanceWithdrawn():
            return f"Bevinding {event.code} bij {event.place} is niet langer aanvaard.{because(event.reason)}"
        case DecisionGiven(decision=d) if d.verdict is Verdict.NO_OBJECTION:
            return f"{d.reviewer} zweeg in stap {d.stage} over concept {d.draft}: {d.verdict.words}."
        case DecisionGiven(decision=d):
            for_whom = f" namens {d.reviewer}" if d.given_by != d.reviewer else ""
            remark = f" Opmerking: {d.comment}" if d.comment else ""
            return (
                f"{d.given_by}{for_whom} besloot in stap {d.stage} over concept {d.draft}: {d.verdict.words}.{remark}"
            )
        case RemarkMade(remark=r):
            for_whom = f" namens {r.reviewer}" if r.given_by != r.reviewer else ""
            about = f" bij de woorden ‘{r.quote}’" if r.quote else ""
            text = " ".join(r.text)
            return (
                f"{r.given_by}{for_whom} plaatste in stap {r.stage} opmerking {r.id[:8]} bij {r.section} van concept "
                f"{r.draft}{about}: {text}"
            )
        case RemarkWithdrawn():
            return f"Opmerking {event.remark[:8]} is ingetrokken."
        case RemarkAnswered():
            done = "overgenomen" if event.taken_over else "niet overgenomen"
            return f"{event.by} handelde opmerking {event.remark[:8]} af ({done}): {event.answer}"
        case DelegationGiven(delegation=d):
            days = f"{d.valid_from:%d-%m-%Y} tot en met {d.valid_until:%d-%m-%Y}"
            return f"{d.deputy} mag van {days} beslissen namens {d.principal}.{because(d.reason)}"
        case DelegationEnded(principal=principal, deputy=deputy):
            return f"{deputy} beslist niet langer namens {principal}.{because(event.reason)}"
        case StageOpened():
            until = "zonder termijn" if event.due is None else f"tot en met {event.due:%d-%m-%Y}"
            return f"Stap {event.stage} is aan de beurt voor concept {event.draft}, {until}."
        case StageSetBack():
            return (
                f"Stap {event.stage} is voor concept {event.draft} niet meer aan de beurt: een stap ervoor viel terug."
            )
        case TermExpired():
            return f"De termijn van stap {event.stage} voor concept {event.draft} is verlopen ({event.due:%d-%m-%Y})."
        case TermExtended():
            until = f"tot en met {event.until:%d-%m-%Y}"
            return f"Stap {event.stage} heeft voor concept {event.draft} de tijd {until}.{because(event.reason)}"
        case AbsenceNoted():
            deputy = "niemand" if event.deputy is None else event.deputy
            days = f"{event.first:%d-%m-%Y} tot en met {event.last:%d-%m-%Y}"
            return f"{event.person} is afwezig van {days}; namens {event.person} beslist dan {deputy}."
        case AbsenceEnded():
            return (
                f"De afwezigheid van {event.person} vanaf {event.first:%d-%m-%Y} is beëindigd.{because(event.reason)}"
            )
        case WordReturned():
            for_whom = f" namens {event.person}" if event.given_by != event.person else ""
            found = count(event.count, "voorstel", "voorstellen")
            rest = count(event.outside, "opmerking", "opmerkingen")
            what = f"{event.document} van concept {event.draft}"
            return f"{event.given_by}{for_whom} stuurde {what} terug in Word: {found} en {rest}."
        case WordRefused():
            return f"{event.given_by} stuurde {event.file.name} terug; dat is niet te lezen. {' '.join(event.reasons)}"
        case ProposalSettled():
            done = "overgenomen" if event.accepted else "niet overgenomen"
            return f"Voorstel {event.proposal} uit Word is {done} door {event.by}.{because(event.reason)}"
        case ReviewCompleted():
            return f"Concept {event.draft} is door alle stappen van de route goedgekeurd."
        case AdoptionRecorded(adoption=a) if a.mandate_holder is not None and a.settled:
            return f"{a.mandate_holder} rondde het mandaat van besluit {a.number} af op concept {a.draft}."
        case AdoptionRecorded(adoption=a):
            return f"Besluit {a.number} van {a.date:%d-%m-%Y} over concept {a.draft}: {a.outcome.words}."
        case AdoptionWithdrawn():
            gone = f", en weggegooid is handtekening {' en '.join(event.signatures)}" if event.signatures else ""
            return f"Besluit {event.number} is ingetrokken{gone}.{because(event.reason)}"
        case EffectIntended():
            return f"Voorgenomen: {_effect(event.effect)} naar {event.target} (sleutel {event.key})."
        case EffectDone(receipt=r):
            return f"Gedaan: {_effect(event.effect)} bij {r.channel}, {files(len(r.files))} ({r.proof})."
        case SigningIntended():
            return f"{event.person} gaat ondertekenen in veld {event.field}."
        case SigningDiscarded():
            return f"Een ondertekening van {event.field} is weggegooid: {event.reason}."
        case LetterExported():
            return f"De brief is uitgevoerd om elders te ondertekenen in veld {event.field}."
        case LetterSigned(signature=s):
            how = " (WEGWERPSLEUTEL, TEST)" if s.throwaway else ""
            return f"{s.person} ondertekende in veld {s.field} als {s.subject}{how}; SHA-256 {s.after.sha256}."
        case SigningRefused():
            return f"{event.person} weigert te ondertekenen in veld {event.field}.{because(event.reason)}"
        case RefusalEnded():
            return f"{event.person} neemt de weigering terug om te ondertekenen in veld {event.field}."
        case SignatureWithdrawn():
            return f"{event.person} trok handtekening {event.field} in; die is weggegooid.{because(event.reason)}"
        case StampIntended():
            return f"Voor de ondertekende brief wordt een archieftijdstempel gevraagd (SHA-256 {event.before.sha256})."
        case LetterTimestamped(stamp=s):
            return f"De brief heeft een archieftijdstempel van {s.authority}; SHA-256 {s.after.sha256}."
        case ReadinessProbed():
            seen = " ".join(event.faults) or "in orde."
            return f"Nagekeken voor de ondertekening ({', '.join(event.looked_at)}): {seen}"
        case (
            ReleaseArmed()
            | ReleaseHeld()
            | ReleaseAborted()
            | KamerbriefSeen()
            | ReleaseFired()
            | DossierMade()
            | ReleasePlanned()
            | ReleaseUnplanned()
            | ReleaseConfirmed()
            | MomentReached()
            | ClockDoubted()
            | SignalDoubted()
            | DoubtSettled()
            | DeliveryPutOff()
            | TrailStamped()
            | SealMade()
            | EmbargoedRead()
            | DataDeleted()
        ):
            return release_sentence(event)
        case StepStuck():
            return f"De stap {event.step} lukt niet ({event.code}): {event.said}"
        case StepRecovered():
            return f"De stap {event.step} lukt weer."


def _whose(partner: str, department: str | None) -> str:
    return partner if department is None else f"{partner} ({department})"


def _effect(effect: str) -> str:
    return {"hand-over": "overdracht onder embargo", "delivery": "aflevering"}.get(effect, effect)
