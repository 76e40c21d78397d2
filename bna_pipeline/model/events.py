"""What the ledger holds: one typed event an entry. Nothing is ever changed or taken out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from bna_pipeline.model.base import (
    EditionId,
    FileDigest,
    Frozen,
    Line,
    Moment,
    PartnerId,
    PersonId,
    Sha256,
    Slug,
    digest_of,
)
from bna_pipeline.model.consolidation import ContributionUsed, Settlement
from bna_pipeline.model.contribution import Carrier
from bna_pipeline.model.draft import Adoption, Decision, Delegation, Draft, Receipt, SignatureMade
from bna_pipeline.model.draft_findings import AcceptanceWithdrawn, FindingAccepted
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
from bna_pipeline.model.round import absent
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

REDACTIE = "redactie"
"""The partner id under which the coordinator's own contribution is kept."""


HAND_OVER = "hand-over"
"""What the hand-over under embargo is called where it is intended and done."""


class FormIssued(Frozen):
    partner: PartnerId
    file: FileDigest
    department: Slug | None = Field(default=None, exclude_if=absent)


class EditionOpened(Frozen):
    kind: Literal["edition.opened"] = "edition.opened"
    programme: Sha256
    sample: bool
    deadline: date
    forms: tuple[FormIssued, ...]
    previous: EditionId | None = Field(default=None, exclude_if=absent)  # whose answers stand in the forms


class ContributionReceived(Frozen):
    """The original is in the blob store; nobody has looked inside yet.

    `sent_at` is when somebody sent it from a page, which goes before what the file says of itself; `reason` why the
    redactie made it there; `taken_from` the edition that an erratum took it over from.
    """

    kind: Literal["contribution.received"] = "contribution.received"
    partner: PartnerId
    file: FileDigest
    message: Sha256 | None = Field(default=None, exclude_if=absent)  # the mail in which it came
    sent_at: Moment | None = Field(default=None, exclude_if=absent)
    reason: Line | None = Field(default=None, exclude_if=absent)
    taken_from: EditionId | None = Field(default=None, exclude_if=absent)


class ContributionLeft(Frozen):
    """A file too long to keep a copy of: it stays in the inbox, and only this of it is on record.

    `size` in bytes; `findings` is a blob with a FindingsReport.
    """

    kind: Literal["contribution.left"] = "contribution.left"
    partner: PartnerId
    name: str
    size: int
    findings: Sha256


class ContributionChecked(Frozen):
    """What came of looking inside an original.

    `findings` is a blob with a FindingsReport, `contribution` one with a Contribution or an Editorial; `programme` the
    digest of the rules that it was judged under; `defect` says that the program failed on it, so it is tried again.
    """

    kind: Literal["contribution.checked"] = "contribution.checked"
    partner: PartnerId
    original: Sha256
    programme: Sha256
    carrier: Carrier | None
    sent_at: Moment | None
    errors: int
    warnings: int
    findings: Sha256
    contribution: Sha256 | None
    pictures: tuple[Sha256, ...] = ()
    defect: bool = False
    department: Slug | None = Field(default=None, exclude_if=absent)  # whose form it is, when the partner has several


class ConflictSettled(Frozen):
    kind: Literal["conflict.settled"] = "conflict.settled"
    settlement: Settlement


class EditionClosed(Frozen):
    kind: Literal["edition.closed"] = "edition.closed"
    used: tuple[ContributionUsed, ...]
    missing: tuple[PartnerId, ...]
    reason: str = ""


class DraftMade(Frozen):
    """`inputs` is the digest over everything the draft was made from: the same inputs make no second draft.

    `findings` is a blob with DraftFindings: what the checks said of it.
    """

    kind: Literal["draft.made"] = "draft.made"
    draft: Draft
    inputs: Sha256
    reason: Line
    findings: Sha256 | None = Field(default=None, exclude_if=absent)


class DecisionGiven(Frozen):
    kind: Literal["review.decided"] = "review.decided"
    decision: Decision


class DelegationGiven(Frozen):
    kind: Literal["review.delegated"] = "review.delegated"
    delegation: Delegation


class DelegationEnded(Frozen):
    """From here on `deputy` no longer decides in `principal`'s place; what he decided stands."""

    kind: Literal["review.delegation-ended"] = "review.delegation-ended"
    principal: PersonId
    deputy: PersonId
    reason: Line


class ReviewCompleted(Frozen):
    """Every stage is satisfied for every section of this draft."""

    kind: Literal["review.completed"] = "review.completed"
    draft: int
    sections: Sha256  # digest over the section digests


class AdoptionRecorded(Frozen):
    kind: Literal["adoption.recorded"] = "adoption.recorded"
    adoption: Adoption


class AdoptionWithdrawn(Frozen):
    """GS's decision no longer holds; `signatures` names the fields whose signatures are thrown away with it."""

    kind: Literal["adoption.withdrawn"] = "adoption.withdrawn"
    number: Line
    reason: Line
    signatures: tuple[Line, ...] = ()


class EffectIntended(Frozen):
    """Something in the world outside is about to happen, under this idempotency key."""

    kind: Literal["effect.intended"] = "effect.intended"
    effect: Line
    key: Line
    target: str
    files: tuple[FileDigest, ...]


class EffectDone(Frozen):
    kind: Literal["effect.done"] = "effect.done"
    effect: Line
    receipt: Receipt


class SigningIntended(Frozen):
    kind: Literal["letter.signing"] = "letter.signing"
    field: Line
    person: PersonId
    before: FileDigest


class SigningDiscarded(Frozen):
    """A signature was made but not recorded (a crash in between): it is thrown away and said."""

    kind: Literal["letter.signing-discarded"] = "letter.signing-discarded"
    field: Line
    reason: Line


class LetterExported(Frozen):
    kind: Literal["letter.exported"] = "letter.exported"
    field: Line
    file: FileDigest


class LetterSigned(Frozen):
    kind: Literal["letter.signed"] = "letter.signed"
    signature: SignatureMade


Event = Annotated[
    EditionOpened
    | ContributionReceived
    | ContributionLeft
    | ContributionChecked
    | RequestMade
    | MailIntended
    | MailSent
    | MailPutOff
    | MailRefused
    | MailResent
    | MailReceived
    | MailAssigned
    | LateAdmitted
    | FileWaived
    | SignedOff
    | ConflictSettled
    | EditionClosed
    | DraftMade
    | FindingAccepted
    | AcceptanceWithdrawn
    | DecisionGiven
    | DelegationGiven
    | DelegationEnded
    | RemarkMade
    | RemarkWithdrawn
    | RemarkAnswered
    | StageOpened
    | StageSetBack
    | TermExpired
    | TermExtended
    | AbsenceNoted
    | AbsenceEnded
    | WordReturned
    | WordRefused
    | ProposalSettled
    | ReviewCompleted
    | AdoptionRecorded
    | AdoptionWithdrawn
    | EffectIntended
    | EffectDone
    | SigningIntended
    | SigningDiscarded
    | LetterExported
    | LetterSigned
    | SigningRefused
    | RefusalEnded
    | SignatureWithdrawn
    | StampIntended
    | LetterTimestamped
    | ReadinessProbed
    | ReleaseArmed
    | ReleaseHeld
    | ReleaseAborted
    | KamerbriefSeen
    | ReleaseFired
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
    | DossierMade
    | StepStuck
    | StepRecovered,
    Field(discriminator="kind"),
]

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""


class Entry(Frozen):
    """One line of the ledger.

    `actor` is who acts (`--as`, or "systeem"), `account` the operating system's account that entered it.
    `hash` is SHA-256 of the canonical JSON of everything else, `previous` the hash of the entry before.
    """

    edition: EditionId
    seq: int = Field(ge=1)
    at: Moment
    actor: Line
    account: Line
    event: Event
    previous: Sha256
    hash: Sha256

    @classmethod
    def after(
        cls, previous: Entry | None, *, edition: str, at: Moment, actor: str, account: str, event: Event
    ) -> Entry:
        """The entry that follows `previous` (None: the first), with its hash."""
        body = {
            "edition": edition,
            "seq": 1 if previous is None else previous.seq + 1,
            "at": at,
            "actor": actor,
            "account": account,
            "event": event,
            "previous": GENESIS if previous is None else previous.hash,
        }
        unhashed = cls.model_validate({**body, "hash": GENESIS})
        return unhashed.model_copy(update={"hash": unhashed.computed_hash()})

    def computed_hash(self) -> Sha256:
        """What `hash` must be."""
        return digest_of(self.model_dump(mode="json", exclude={"hash"}))
