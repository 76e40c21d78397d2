"""What each mail is told: the fields that a mail template may name."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from bna_pipeline.model.base import Frozen, Line, Moment, Paragraphs
from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.model.round import Mail, Purpose, Reference


class Attached(Frozen):
    """An attachment as the mail names it: its file name, and what it is ("het formulier, voor Word")."""

    name: Line
    what: Line


class Version(Frozen):
    """One version of a contribution, as the partner knows it: the file's name, and when it was sent."""

    file: Line
    sent_at: Moment | None = None


class MailValues(Frozen):
    """What every mail says.

    Attributes:
        programme, programme_short, edition: what they are called.
        reference: a reply is matched by it: of the request; of this very mail, where it asks whether a house agrees or
            goes to a person of the programme.
        recipient: the function of who reads it.
        sender: the function of who asks.
        question_mail: where questions go.
        today: the day in the Netherlands on which the mail is written.
        attachments: what goes with the mail.
    """

    purpose: ClassVar[Purpose]

    programme: Line
    programme_short: Line
    edition: Line
    reference: Reference
    recipient: Line
    sender: Line
    question_mail: Mail
    today: date
    attachments: tuple[Attached, ...] = ()


class PartnerValues(MailValues):
    """What every mail about a partner's contribution says.

    Attributes:
        partner: the partner's name.
        department: the name of its part that this mail is to, when it has parts.
        deadline: last day for the contribution.
    """

    partner: Line
    department: Line | None = None
    deadline: date


class RequestValues(PartnerValues):
    """The request for a contribution, with its forms.

    Attributes:
        period_start, period_end: the period on which the partner reports.
        actions: titles of the actions in the form.
        prefilled: whether last year's answers stand in it.
        sign_off: the function of who must agree within the house; None: nobody.
    """

    purpose = Purpose.REQUEST

    period_start: date
    period_end: date
    actions: tuple[Line, ...] = Field(min_length=1)
    prefilled: bool = False
    sign_off: Line | None = None


class HeldBy(StrEnum):
    """Why a version does not count (yet), beside errors of its own."""

    SIGN_OFF = "wacht op akkoord"
    REFUSED = "niet akkoord"
    UNCLEAR = "antwoord onduidelijk"  # on the question whether the house agrees
    LATE = "na sluiting"
    UNDECIDED = "zelfde moment"
    DEFECT = "onze fout"
    OVERTAKEN = "ingehaald"


class VersionValues(PartnerValues):
    """What every mail about one version says.

    Attributes:
        version: the file that it is about.
        counts: the version that counts now; None: none does.
        held: why this version does not count (yet), beside errors.
        sign_off: the function of who must still agree; None: nobody.
        rivals: other good files that were sent at the same moment.
        overtaken: earlier files that this mail answers too: this version came in their place.
        unread: names of other files that came along with it, which are kept and not read.
    """

    version: Version
    counts: Version | None = None
    held: HeldBy | None = None
    sign_off: Line | None = None
    rivals: tuple[Version, ...] = ()
    overtaken: tuple[Version, ...] = ()
    unread: tuple[Line, ...] = ()


class FindingsValues(VersionValues):
    """What was found in a version: errors, or only points to look at.

    Attributes:
        findings: all of them; the mail names the first few.
        solved, still, fresh: how many of what was found in the version before are gone, stand still, and are new;
            None: nothing was said of an earlier version.
        marked: file name of the attachment that is the partner's own form with a remark at each point; None: there is
            none.
    """

    purpose = Purpose.FINDINGS

    findings: tuple[Finding, ...] = Field(min_length=1)
    solved: int | None = None
    still: int | None = None
    fresh: int | None = None
    marked: Line | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is Severity.WARNING)


class ThanksValues(VersionValues):
    """A version counts, and there is nothing (more) to say of it.

    Attributes:
        actions: on how many actions it reports.
        replaced: the version that counted before it.
    """

    purpose = Purpose.THANKS

    actions: int = Field(ge=1)
    replaced: Version | None = None


class ReceiptValues(VersionValues):
    """A version came in, and there is no more to say yet; `held` says why."""

    purpose = Purpose.RECEIPT

    held: HeldBy


class Standing(StrEnum):
    """How far a partner is, when it is reminded."""

    NOTHING = "niets ontvangen"
    ERRORS = "fouten"
    SIGN_OFF = "wacht op akkoord"
    REFUSED = "niet akkoord"


class ReminderValues(PartnerValues):
    """A reminder.

    Attributes:
        working_days_left: to the deadline: 0 on the day itself, negative after it.
        standing: how far the partner is.
        version, errors: the last version that came in, and how many errors it has.
        escalation: it goes to the escalation contact.
        contact: the function of who was asked.
        asked_on: the day on which the request went out.
        missing: names of the departments whose contribution is not in, when the partner has departments.
        sign_off: the function of who must agree, where the contribution waits for that, or does not.
    """

    purpose = Purpose.REMINDER

    working_days_left: int
    standing: Standing
    version: Version | None = None
    errors: int = 0
    escalation: bool = False
    contact: Line
    asked_on: date
    missing: tuple[Line, ...] = ()
    sign_off: Line | None = None


class EditedText(Frozen):
    """A text of the partner that the redactie worded anew.

    Attributes:
        action: the action's id and title.
        field: which text it is, in Dutch ("Wat is bereikt").
        original, text: the partner's paragraphs and the new ones.
        reason: why, by the redactie.
    """

    action: Line
    field: Line
    original: Paragraphs
    text: Paragraphs
    reason: Line


class EditedValues(PartnerValues):
    """The partner's texts that the redactie edited, all of them."""

    purpose = Purpose.EDITED

    edits: tuple[EditedText, ...] = Field(min_length=1)


class SignOffValues(PartnerValues):
    """Who must agree within the house is asked to.

    Attributes:
        version: the file to agree with; it goes with the mail.
        contact: the function of who sent it in.
        warnings: how many points were left to look at.
    """

    purpose = Purpose.SIGN_OFF

    version: Version
    contact: Line
    warnings: int = Field(default=0, ge=0)


class UnusableFile(Frozen):
    """An attachment that is of no use, and why (a whole Dutch sentence)."""

    name: Line
    why: Line


class UnusableValues(PartnerValues):
    """A mail came in with nothing usable.

    Attributes:
        subject_received: of the mail that came in; None: it had none.
        received_at: when it was sent.
        files: its attachments; empty: it had none.
        remarks: whole sentences about the mail itself, such as that it was too long to be read.
    """

    purpose = Purpose.UNUSABLE

    subject_received: Line | None = None
    received_at: Moment
    files: tuple[UnusableFile, ...] = ()
    remarks: tuple[Line, ...] = ()
