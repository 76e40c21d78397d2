"""The whole error tree.

Every error carries a stable `code` (for programs), a Dutch sentence for the reader, and where it helps a
second sentence that says what to do next. Rims turn them into exit codes and pages in one place.
"""

from __future__ import annotations

from bna_pipeline.errors.access import AccessError as AccessError
from bna_pipeline.errors.access import FormForged as FormForged
from bna_pipeline.errors.access import FormSentBefore as FormSentBefore
from bna_pipeline.errors.access import KeyRefused as KeyRefused
from bna_pipeline.errors.access import LinkOfAnother as LinkOfAnother
from bna_pipeline.errors.access import LinkOver as LinkOver
from bna_pipeline.errors.access import LinkUnknown as LinkUnknown
from bna_pipeline.errors.access import NameTaken as NameTaken
from bna_pipeline.errors.access import NobodyKnown as NobodyKnown
from bna_pipeline.errors.access import ProviderUnreachable as ProviderUnreachable
from bna_pipeline.errors.access import SeveralKnown as SeveralKnown
from bna_pipeline.errors.access import SignInExpired as SignInExpired
from bna_pipeline.errors.access import SignInNotConfigured as SignInNotConfigured
from bna_pipeline.errors.access import SignInRefused as SignInRefused
from bna_pipeline.errors.access import TokenInvalid as TokenInvalid
from bna_pipeline.errors.access import TooMuch as TooMuch
from bna_pipeline.errors.access import TooOften as TooOften
from bna_pipeline.errors.access import WrongAddress as WrongAddress
from bna_pipeline.errors.moved import DraftMoved as DraftMoved
from bna_pipeline.errors.moved import EditorialMoved as EditorialMoved
from bna_pipeline.errors.moved import EditRefused as EditRefused
from bna_pipeline.errors.moved import FindingSaid as FindingSaid
from bna_pipeline.errors.moved import FindingsRefused as FindingsRefused
from bna_pipeline.errors.moved import NotReconfirmable as NotReconfirmable
from bna_pipeline.errors.moved import UploadTooLarge as UploadTooLarge
from bna_pipeline.errors.release import KamerAway as KamerAway
from bna_pipeline.errors.release import KamerFileTooLong as KamerFileTooLong
from bna_pipeline.errors.returned import NotThisDraft as NotThisDraft
from bna_pipeline.errors.returned import ProposalOpen as ProposalOpen
from bna_pipeline.errors.returned import ProposalSettledBefore as ProposalSettledBefore
from bna_pipeline.errors.returned import ProposalStale as ProposalStale
from bna_pipeline.errors.returned import UnknownProposal as UnknownProposal
from bna_pipeline.errors.returned import WordUnreadable as WordUnreadable
from bna_pipeline.errors.root import BnaError as BnaError
from bna_pipeline.errors.root import Refused as Refused
from bna_pipeline.errors.signing import ByteRuleBroken as ByteRuleBroken
from bna_pipeline.errors.signing import CertificateExpired as CertificateExpired
from bna_pipeline.errors.signing import CertificateRevoked as CertificateRevoked
from bna_pipeline.errors.signing import CertificateUntrusted as CertificateUntrusted
from bna_pipeline.errors.signing import FieldMissing as FieldMissing
from bna_pipeline.errors.signing import KeyUnusable as KeyUnusable
from bna_pipeline.errors.signing import LevelMissing as LevelMissing
from bna_pipeline.errors.signing import RevocationUnknown as RevocationUnknown
from bna_pipeline.errors.signing import SigningError as SigningError
from bna_pipeline.errors.signing import TimestampFailed as TimestampFailed
from bna_pipeline.system_words import in_words

# -- wrong use (exit 2) --------------------------------------------------------------------------------


class WrongUse(BnaError):
    """The command or call itself is off: unknown edition, person, stage or option value."""

    code = "USE-001"
    exit_code = 2


class UnknownEdition(WrongUse):
    code = "USE-002"


class UnknownPerson(WrongUse):
    code = "USE-003"


class UnknownStage(WrongUse):
    code = "USE-005"


class NoProject(WrongUse):
    """No folder with `templates/` was found."""

    code = "USE-006"


# -- configuration -------------------------------------------------------------------------------------


class ConfigurationError(BnaError):
    """A programme, template or setting cannot be used as it stands."""

    code = "CFG-001"


class ProgrammeInvalid(ConfigurationError):
    """programme.yaml is wrong; the message names line and field of every fault."""

    code = "CFG-002"


class SettingsInvalid(ConfigurationError):
    code = "CFG-003"


class TemplateInvalid(ConfigurationError):
    """A template names an unknown field, does something forbidden, or lacks a part."""

    code = "CFG-004"


# -- refused: the house rules say no -------------------------------------------------------------------


class TransitionRefused(Refused):
    """The edition's state does not allow this act (see `model/transitions.py`)."""

    code = "REF-002"


class NotAllowed(Refused):
    """This person's role does not open this act."""

    code = "REF-003"


class OutsideStage(Refused):
    """The person is no reviewer of this stage, and nobody delegated to him."""

    code = "REF-004"


class StageNotReached(Refused):
    """An earlier stage is not satisfied yet."""

    code = "REF-005"


class DecisionFixed(Refused):
    """A decision can no longer be withdrawn: the next stage has decided."""

    code = "REF-006"


class NotApproved(Refused):
    """Approvals are missing for these bytes."""

    code = "REF-007"


class BytesChanged(Refused):
    """A file or blob is not the one that was approved; the message names it."""

    code = "REF-008"


class ConflictOpen(Refused):
    """Partners contradict each other and nobody has settled it."""

    code = "REF-009"


class ContributionsMissing(Refused):
    code = "REF-010"


class OutOfTurn(Refused):
    """The secretaris signs after the voorzitter, and so on."""

    code = "REF-011"


class EmbargoStands(Refused):
    """Release asked while the conditions for it are not met."""

    code = "REF-012"


class ThrowawayRefused(Refused):
    """A test key may only be used by a programme marked as sample."""

    code = "REF-013"


class SignatureRefused(Refused):
    """A signatory refused to sign, and did not take that back: nobody signs."""

    code = "REF-017"


class ClaimUnsupported(Refused):
    """Text claims what the data do not carry."""

    code = "REF-014"


class NothingToWithdraw(Refused):
    """No decision of this reviewer does anything for the draft that counts."""

    code = "REF-015"


class ReportOwed(Refused):
    """A draft shows that a partner still owes its report on an action; such a draft is never adopted."""

    code = "REF-016"


# -- what arrives --------------------------------------------------------------------------------------


class IntakeError(BnaError):
    """A file cannot be read at all; becomes a finding, never a traceback."""

    code = "IN-001"


# -- documents -----------------------------------------------------------------------------------------


class DocumentError(BnaError):
    code = "DOC-001"


class TypesettingFailed(DocumentError):
    """The typesetter refused or warned; the message holds its words."""

    code = "DOC-002"


class GlyphMissing(DocumentError):
    """The shipped fonts lack a character."""

    code = "DOC-003"


class LetterRuleBroken(DocumentError):
    """The letter breaks a rule of its fixed form."""

    code = "DOC-004"


class DocumentsFaulty(DocumentError):
    """A document has a fault that no reader may meet; the message holds every one with its place."""

    code = "DOC-005"


# -- storage -------------------------------------------------------------------------------------------


class StorageError(BnaError):
    code = "STO-001"


class LedgerBusy(StorageError):
    """Another writer appended first; look again."""

    code = "STO-002"


class LedgerDamaged(StorageError):
    """The ledger is not what was written: the message says at which entry, or that seals, key or all of it differ."""

    code = "STO-003"


class BlobMissing(StorageError):
    code = "STO-004"


class BlobDamaged(StorageError):
    """A blob's bytes no longer have the digest that is its name."""

    code = "STO-005"


class LeaseTaken(StorageError):
    """Another process is moving this edition on."""

    code = "STO-006"


class ArrivalUnreadable(StorageError):
    """A file in the inbox is gone or cannot be read; the others go on."""

    code = "STO-007"


class StillArriving(ArrivalUnreadable):
    """A file changed while it was read; it is left for the next look."""

    code = "STO-008"


class LedgerKeyMissing(StorageError):
    """The ledger is sealed, and the key that it was sealed with is not here."""

    code = "STO-009"


class BackupUnusable(StorageError):
    """A copy of a project is not whole, or cannot be put where it was asked to be."""

    code = "STO-012"


class LeaseLost(StorageError):
    """The connection that held the lease broke: somebody else may have worked on the edition as well."""

    code = "STO-010"


class SystemRefused(StorageError):
    """The operating system said no where nobody closer by could say more."""

    code = "STO-011"

    @classmethod
    def of(cls, fault: OSError) -> SystemRefused:
        where = f" bij {fault.filename}" if fault.filename is not None else ""
        return cls(
            f"De computer kon niet verder{where}: {in_words(fault)}.",
            "Herstel dat en geef het commando opnieuw; wat al vastlag, blijft.",
        )


# -- record and delivery -------------------------------------------------------------------------------


class RecordError(BnaError):
    code = "REC-001"


class PackageInvalid(RecordError):
    code = "REC-002"


class DeliveryFailed(BnaError):
    code = "DEL-001"


class KamerbriefUnreadable(BnaError):
    code = "DEL-002"


# -- mail ----------------------------------------------------------------------------------------------


class MailError(BnaError):
    """The mail server cannot be used as it is set up, or says something that nobody understands."""

    code = "MAIL-001"


class MailNotTaken(MailError):
    """The server did not take the mail now, and surely has not got it; it can be tried again."""

    code = "MAIL-002"


class MailRefusedForGood(MailError):
    """The server will never take this mail for these addresses."""

    code = "MAIL-003"

    def __init__(self, message: str, mend: str = "", *, addresses: tuple[str, ...] = ()) -> None:
        super().__init__(message, mend)
        self.addresses = addresses


class MailUnsure(MailError):
    """The connection broke after the mail was handed over: the server may have it."""

    code = "MAIL-004"


class MailboxUnreachable(MailError):
    code = "MAIL-005"


# -- flows ---------------------------------------------------------------------------------------------


class FlowError(BnaError):
    """A conductor's run did not do its step; the message names the run's state."""

    code = "FLO-001"
