"""An edition's state: a fold over its ledger. Nothing else remembers anything."""

from __future__ import annotations

from collections.abc import Iterable

from bna_pipeline.model.base import EditionId, FileDigest, Frozen, Moment, PartnerId, Sha256
from bna_pipeline.model.consolidation import Settlement
from bna_pipeline.model.correspondence import Correspondence, after
from bna_pipeline.model.course import Course, course_after
from bna_pipeline.model.draft import (
    LETTER_PDF,
    Adoption,
    Decision,
    Delegation,
    Draft,
    Kamerbrief,
    Outcome,
    Package,
    Receipt,
    SignatureMade,
    StampMade,
)
from bna_pipeline.model.draft_findings import AcceptanceWithdrawn, FindingAccepted
from bna_pipeline.model.events import (
    HAND_OVER,
    REDACTIE,
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
from bna_pipeline.model.proposal_events import Proposals, proposals_after
from bna_pipeline.model.release_course import ReleaseCourse, release_after
from bna_pipeline.model.release_events import (
    DossierMade,
    KamerbriefSeen,
    ReleaseAborted,
    ReleaseArmed,
    ReleaseFired,
    ReleaseHeld,
)
from bna_pipeline.model.remark_events import (
    RemarkAnswered,
    RemarkMade,
    RemarkStanding,
    RemarkWithdrawn,
    remarks_after,
)
from bna_pipeline.model.review_events import AbsenceEnded, AbsenceNoted
from bna_pipeline.model.round_events import FileWaived, LateAdmitted, SignedOff
from bna_pipeline.model.signing_events import (
    LetterTimestamped,
    ReadinessProbed,
    RefusalEnded,
    SignatureWithdrawn,
    SigningRefused,
    StampIntended,
)
from bna_pipeline.model.stuck import StuckStep, steps_after
from bna_pipeline.model.transitions import Phase


class EditionState(Frozen):
    """Everything that the ledger says of one edition, as of its last entry."""

    edition: EditionId
    seq: int = 0
    head: Sha256 | None = None
    opened: EditionOpened | None = None
    received: tuple[ContributionReceived, ...] = ()
    left: tuple[ContributionLeft, ...] = ()  # in the inbox, too long to keep
    checked: tuple[ContributionChecked, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    closed: EditionClosed | None = None
    post: Correspondence = Correspondence()
    late: frozenset[tuple[PartnerId, Sha256]] = frozenset()  # arrived after closing, and not admitted
    waived: tuple[FileWaived, ...] = ()
    signed_off: tuple[SignedOff, ...] = ()
    drafts: tuple[DraftMade, ...] = ()
    accepted: tuple[FindingAccepted, ...] = ()  # of this draft or an earlier one: it holds for what is still the same
    decisions: tuple[Decision, ...] = ()
    remarks: tuple[RemarkStanding, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    in_force: tuple[Delegation, ...] = ()  # the delegations that nobody ended; their dates still rule
    course: Course = Course()  # the route in time: terms that run, and who is away
    review_completed: ReviewCompleted | None = None
    adoption: Adoption | None = None
    adoptions: tuple[Adoption, ...] = ()  # every decision of GS, also held, settled and withdrawn ones
    withdrawn: AdoptionWithdrawn | None = None  # why there is no adoption any more
    thrown_away: tuple[SignatureMade, ...] = ()  # signatures that were withdrawn, themselves or with their decision
    refusals: tuple[SigningRefused, ...] = ()  # of signatories who will not sign, and did not take that back
    signature_withdrawn: SignatureWithdrawn | None = None  # the last one, while its field is empty
    intents: tuple[EffectIntended, ...] = ()  # without a receipt yet
    receipts: tuple[Receipt, ...] = ()
    signing: SigningIntended | None = None  # without an outcome yet
    exported: LetterExported | None = None  # the letter is out to be signed elsewhere
    signatures: tuple[SignatureMade, ...] = ()
    stamping: StampIntended | None = None  # an archive timestamp that was asked for and is not there yet
    stamp: StampMade | None = None  # the archive timestamp behind the last signature
    earlier_stamps: tuple[StampMade, ...] = ()  # thrown away with their decision
    readiness: ReadinessProbed | None = None  # the last look at keys and outside services
    armed: Package | None = None
    held: str | None = None
    kamerbrief: Kamerbrief | None = None
    fired: ReleaseFired | None = None
    dossier: DossierMade | None = None
    release: ReleaseCourse = ReleaseCourse()  # its moment, doubts, late channels and proof
    stuck: tuple[StuckStep, ...] = ()  # steps that do not go, until they go again
    proposals: Proposals = Proposals()  # what came back in Word, and what became of it
    signatures_needed: int = 2

    @property
    def draft(self) -> Draft | None:
        """The draft that counts: the last one."""
        return self.drafts[-1].draft if self.drafts else None

    @property
    def letter(self) -> FileDigest | None:
        """The letter as it stands: adopted, or with the signatures put so far, or with the archive timestamp."""
        if self.stamp is not None:
            return self.stamp.after
        if self.signatures:
            return self.signatures[-1].after
        if self.adoption is None or not self.adoption.settled:
            return None
        return next(f for f in self.adoption.files if f.name == LETTER_PDF)

    @property
    def earlier_letters(self) -> frozenset[Sha256]:
        """Digests of the letters that this edition once had: adopted, or with fewer signatures, or thrown away."""
        adopted = (f.sha256 for made in self.adoptions for f in made.files if f.name == LETTER_PDF)
        stamps = self.earlier_stamps if self.stamp is None else (*self.earlier_stamps, self.stamp)
        signed = (d.sha256 for s in (*self.thrown_away, *self.signatures) for d in (s.before, s.after))
        stamped = (stamp.after.sha256 for stamp in stamps)
        return frozenset({*adopted, *signed, *stamped} - {None if self.letter is None else self.letter.sha256})

    @property
    def phase(self) -> Phase:
        """Where the edition stands (`design.md`, "Who moves an edition on")."""
        if self.dossier is not None:
            return Phase.FINISHED
        if self.fired is not None:
            return Phase.RELEASED
        if self.adoption is not None and self.adoption.settled:
            return Phase.SIGNED if len(self.signatures) >= self.signatures_needed else Phase.ADOPTED
        if self.opened is None:
            return Phase.NONE
        if self.closed is None:
            return Phase.OPEN
        if not self.drafts:
            return Phase.CLOSED
        completed = self.review_completed
        if completed is not None and self.draft is not None and completed.draft == self.draft.version:
            return Phase.FOR_ADOPTION
        return Phase.CONCEPT

    def received_from(self, partner: PartnerId) -> tuple[ContributionReceived, ...]:
        return tuple(r for r in self.received if r.partner == partner)

    def sent_with(self, partner: PartnerId, original: Sha256) -> Moment | None:
        """The latest moment at which a partner is known to have sent a file, by mail or from a page.

        None: neither, so that only the file itself says so.
        """
        moments = [r.sent_at for r in self.received_from(partner) if r.file.sha256 == original]
        known = [m for m in (*moments, self.post.sent_with(partner, original)) if m is not None]
        return max(known, default=None)

    def checked_from(self, partner: PartnerId) -> tuple[ContributionChecked, ...]:
        """The last check of each of the partner's files, in order of arrival."""
        return tuple({c.original: c for c in self.checked if c.partner == partner}.values())

    def unanswered_from(self, partner: PartnerId) -> tuple[ContributionChecked, ...]:
        """The partner's files with errors that no good one has made up for, in order of arrival.

        A good file makes up for what was sent before it. Where a moment is not known (a file that is no contribution
        of this partner has none), it makes up for what arrived before it. Of a department only its own makes up for it.
        """
        checked = self.checked_from(partner)
        return tuple(
            faulty
            for place, faulty in enumerate(checked)
            if faulty.errors
            and not self.is_waived(partner, faulty.original)
            and not any(
                good.sent_at > faulty.sent_at if good.sent_at is not None and faulty.sent_at is not None else at > place
                for at, good in enumerate(checked)
                if not good.errors and faulty.department in (None, good.department)
            )
        )

    def is_waived(self, partner: PartnerId, original: Sha256) -> bool:
        """Whether the coordinator said that nobody needs to mend this file any more."""
        return any((w.partner, w.original) == (partner, original) for w in self.waived)

    def is_signed_off(self, partner: PartnerId, original: Sha256) -> bool:
        """Whether the partner's own house agrees with this version.

        What the coordinator noted stands. Of what the house mailed its last word counts, whichever mail came in first.
        """
        given = self.agreements_with(partner, original)
        if not given or any(agreed.message is None for agreed in given):
            return bool(given)
        word = self.post.last_word(partner, original)
        return word is None or word.agrees is not False

    def agreements_with(self, partner: PartnerId, original: Sha256) -> tuple[SignedOff, ...]:
        """Every agreement with this version that is on record, also one that was taken back."""
        return tuple(s for s in self.signed_off if (s.partner, s.original) == (partner, original))

    def receipt(self, key: str) -> Receipt | None:
        return next((r for r in self.receipts if r.key == key), None)


def fold(
    edition: str, entries: Iterable[Entry], *, signatures_needed: int = 2, start: EditionState | None = None
) -> EditionState:
    """The state after these entries, which must be in order.

    Args:
        signatures_needed: how many signatories the programme's letter has.
        start: the state as of the entry before the first of these; None: these are all entries.
    """
    state = start or EditionState(edition=edition, signatures_needed=signatures_needed)
    for entry in entries:
        update = {**_change(state, entry.event), "seq": entry.seq, "head": entry.hash}
        post, course = after(state.post, entry), course_after(state.course, entry)
        if post is not state.post:
            update["post"] = post
        if course is not state.course:
            update["course"] = course
        if (release := release_after(state.release, entry)) is not state.release:
            update["release"] = release
        if (stuck := steps_after(state.stuck, entry)) is not state.stuck:
            update["stuck"] = stuck
        if (proposals := proposals_after(state.proposals, entry.event)) is not state.proposals:
            update["proposals"] = proposals
        state = state.model_copy(update=update)
    return state


def _change(state: EditionState, event: Event) -> dict[str, object]:
    match event:
        case EditionOpened():
            return {"opened": event}
        case ContributionReceived():
            again = any(r.file.sha256 == event.file.sha256 for r in state.received_from(event.partner))
            after_closing = state.closed is not None and event.partner != REDACTIE and not again
            late = {(event.partner, event.file.sha256)} if after_closing else set()
            return {"received": (*state.received, event), "late": state.late | late}
        case LateAdmitted():
            return {"late": state.late - {(event.partner, event.original)}}
        case FileWaived():
            return {"waived": (*state.waived, event)}
        case SignedOff():
            return {"signed_off": (*state.signed_off, event)}
        case ContributionLeft():
            return {"left": (*state.left, event)}
        case ContributionChecked():
            return {"checked": (*state.checked, event)}
        case ConflictSettled():
            return {"settlements": (*state.settlements, event.settlement)}
        case EditionClosed():
            return {"closed": event}
        case DraftMade():
            return {"drafts": (*state.drafts, event), "review_completed": None}
        case FindingAccepted():
            return {"accepted": (*state.accepted, event)}
        case AcceptanceWithdrawn():
            return {"accepted": tuple(a for a in state.accepted if a.finding != event.finding)}
        case DecisionGiven():
            return {"decisions": (*state.decisions, event.decision), "review_completed": None}
        case RemarkMade() | RemarkWithdrawn() | RemarkAnswered():
            return {"remarks": remarks_after(state.remarks, event)}
        case DelegationGiven():
            return {
                "delegations": (*state.delegations, event.delegation),
                "in_force": (*state.in_force, event.delegation),
            }
        case DelegationEnded():
            return {"in_force": tuple(d for d in state.in_force if not d.is_of(event.principal, event.deputy))}
        case AbsenceNoted():
            lent = () if event.delegation is None else (event.delegation,)
            return {"delegations": (*state.delegations, *lent), "in_force": (*state.in_force, *lent)}
        case AbsenceEnded():
            over = {a.delegation for a in state.course.absences if (a.person, a.first) == (event.person, event.first)}
            return {"in_force": tuple(d for d in state.in_force if d not in over)}
        case ReviewCompleted():
            return {"review_completed": event}
        case AdoptionRecorded():
            held = event.adoption.outcome is Outcome.HELD
            return {
                "adoption": None if held else event.adoption,
                "adoptions": (*state.adoptions, event.adoption),
                "withdrawn": None,
                **({"review_completed": None} if held else {}),
            }
        case AdoptionWithdrawn():
            return {
                "adoption": None,
                "kamerbrief": None if state.release.held_against else state.kamerbrief,
                "withdrawn": event,
                "review_completed": None,
                "intents": tuple(i for i in state.intents if i.effect != HAND_OVER),  # nothing follows on it any more
                "thrown_away": (*state.thrown_away, *state.signatures),
                "signatures": (),
                "signing": None,
                "exported": None,
                "refusals": (),
                "signature_withdrawn": None,
                "stamping": None,
                "stamp": None,
                "earlier_stamps": state.earlier_stamps if state.stamp is None else (*state.earlier_stamps, state.stamp),
            }
        case EffectIntended():
            return {"intents": (*state.intents, event)}
        case EffectDone():
            done = event.receipt.key
            return {
                "intents": tuple(i for i in state.intents if i.key != done),
                "receipts": (*state.receipts, event.receipt),
            }
        case SigningIntended():
            return {"signing": event}
        case SigningDiscarded():
            return {"signing": None}
        case LetterExported():
            return {"exported": event}
        case LetterSigned():
            return {
                "signing": None,
                "exported": None,
                "signatures": (*state.signatures, event.signature),
                "signature_withdrawn": None,
            }
        case SigningRefused():
            return {"refusals": (*state.refusals, event)}
        case RefusalEnded():
            return {"refusals": tuple(r for r in state.refusals if r.field != event.field)}
        case SignatureWithdrawn():
            return {
                "thrown_away": (*state.thrown_away, state.signatures[-1]),
                "signatures": state.signatures[:-1],
                "signing": None,
                "exported": None,
                "signature_withdrawn": event,
            }
        case StampIntended():
            return {"stamping": event}
        case LetterTimestamped():
            return {"stamping": None, "stamp": event.stamp}
        case ReadinessProbed():
            return {"readiness": event}
        case ReleaseArmed():
            return {"armed": event.package, "held": None}
        case ReleaseHeld():
            return {"held": event.reason}
        case ReleaseAborted():
            return {"armed": None, "held": None}
        case KamerbriefSeen():
            return {"kamerbrief": event.kamerbrief}
        case ReleaseFired():
            return {"fired": event}
        case DossierMade():
            return {"dossier": event}
        case _:  # what goes over the post is folded in `correspondence`, the route's terms in `course`
            return {}
