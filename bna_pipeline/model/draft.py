"""Draft, Approved, Signed, Package, Receipt: each exists only once its step is done (`design.md`, "One direction")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from pydantic import Field

from bna_pipeline.model.base import SYSTEM, EditionId, FileDigest, Frozen, Line, Moment, PersonId, Sha256, StageId
from bna_pipeline.model.consolidation import ContributionUsed
from bna_pipeline.model.sections import SectionDigest

LETTER_PDF = "statenmededeling.pdf"
LETTER_DOCX = "statenmededeling.docx"
LETTER_HTML = "statenmededeling.html"
REPORT_PDF = "voortgangsrapportage.pdf"
REPORT_DOCX = "voortgangsrapportage.docx"
REPORT_HTML = "voortgangsrapportage.html"
DOCUMENTS = (LETTER_PDF, LETTER_DOCX, LETTER_HTML, REPORT_PDF, REPORT_DOCX, REPORT_HTML)
"""The files of a draft made now, in the order in which they are listed."""

_WEB = (LETTER_HTML, REPORT_HTML)
_BEFORE_WEB = tuple(name for name in DOCUMENTS if name not in _WEB)


def documents_beside(names: Iterable[str]) -> tuple[str, ...]:
    """Which documents there must be where these names are listed: all six, or the four that a draft had before there
    was an HTML edition (`docs/decisions/0014-six-documents.md`). One of the two web pages alone asks for the other.
    """
    return DOCUMENTS if set(names) & set(_WEB) else _BEFORE_WEB


class Draft(Frozen):
    """One version of both documents. `content` and `files` are blobs; the letter's PDF is the prepared one."""

    edition: EditionId
    version: int = Field(ge=1)
    content: Sha256
    sections: tuple[SectionDigest, ...]
    files: tuple[FileDigest, ...]
    used: tuple[ContributionUsed, ...]
    editorial: Sha256

    def file(self, name: str) -> FileDigest:
        return next(f for f in self.files if f.name == name)

    def digest_of_section(self, section_id: str) -> Sha256 | None:
        return next((s.sha256 for s in self.sections if s.id == section_id), None)


class Verdict(StrEnum):
    APPROVE = "approve"
    REMARK = "remark"  # approve with remarks
    RETURN = "return"
    WITHDRAW = "withdraw"
    NO_OBJECTION = "no-objection"  # silent until the end of the term, where that is agreement; never given by a person

    @property
    def approves(self) -> bool:
        return self in (Verdict.APPROVE, Verdict.REMARK, Verdict.NO_OBJECTION)

    @property
    def words(self) -> str:
        """The verdict as a Dutch reader reads it."""
        return {
            Verdict.APPROVE: "akkoord",
            Verdict.REMARK: "akkoord met opmerkingen",
            Verdict.RETURN: "teruggestuurd",
            Verdict.WITHDRAW: "ingetrokken",
            Verdict.NO_OBJECTION: "geen bezwaar binnen de termijn",
        }[self]


class SectionMark(Frozen):
    """What a decision covers: a section as it was then."""

    id: str
    sha256: Sha256


class Decision(Frozen):
    """A reviewer's verdict on a draft, bound to the digests of the sections in his scope.

    `reviewer` is the one whose verdict it is; `given_by` differs from it under a delegation, and is the system for
    whoever was silent where that is agreement.
    """

    stage: StageId
    reviewer: PersonId
    given_by: PersonId
    verdict: Verdict
    comment: str = ""
    draft: int
    covers: tuple[SectionMark, ...]
    at: Moment

    @property
    def deputy(self) -> PersonId | None:
        """Who decided in the reviewer's place; None: he did himself, or he was silent."""
        return None if self.given_by in (self.reviewer, SYSTEM) else self.given_by


class Delegation(Frozen):
    """`principal` lets `deputy` decide in his place from one date to another (both inclusive)."""

    principal: PersonId
    deputy: PersonId
    valid_from: date
    valid_until: date
    reason: Line

    def is_of(self, principal: PersonId, deputy: PersonId) -> bool:
        """Whether these two are the ones it is between."""
        return (self.principal, self.deputy) == (principal, deputy)


class Outcome(StrEnum):
    ADOPTED = "adopted"
    MANDATE = "mandate"  # adopted; the holder may settle editorial changes
    HELD = "held"

    @property
    def words(self) -> str:
        """The outcome as a Dutch reader reads it."""
        return {
            Outcome.ADOPTED: "vastgesteld",
            Outcome.MANDATE: "vastgesteld met mandaat",
            Outcome.HELD: "aangehouden",
        }[self]


class Adoption(Frozen):
    """GS's decision on exactly these files: length and SHA-256 of all of them."""

    date: date
    number: Line
    outcome: Outcome
    draft: int
    files: tuple[FileDigest, ...]
    mandate_holder: PersonId | None = None
    settled: bool = True  # False: a mandate that its holder has not settled yet
    comparison: Sha256 | None = None  # under a mandate: blob with what changed since GS saw it


class Approved(Frozen):
    """Standing decisions for every section of this draft, and GS's adoption of its bytes."""

    draft: Draft
    decisions: tuple[Decision, ...]
    adoption: Adoption

    @property
    def letter(self) -> FileDigest:
        return self.draft.file(LETTER_PDF)


class SignatureMade(Frozen):
    """One signature put: the letter before and after it."""

    field: Line
    person: PersonId
    before: FileDigest
    after: FileDigest
    subject: Line
    certificate: Sha256  # of the certificate's DER
    throwaway: bool
    imported: bool
    at: Moment


class StampMade(Frozen):
    """The archive timestamp behind the last signature: the letter before and after it, and whose it is.

    `authority` is the subject of the certificate that `certificate` is the digest of; `at` is what the token says.
    """

    before: FileDigest
    after: FileDigest
    authority: Line
    certificate: Sha256  # of the certificate's DER
    at: Moment


class Signed(Frozen):
    """The adopted letter plus every signature, and the archive timestamp where one is asked; nothing else."""

    approved: Approved
    signatures: tuple[SignatureMade, ...]
    letter: FileDigest
    stamp: StampMade | None = None


class Package(Frozen):
    """The frozen pakket: every file of the bag, and the digest over that list."""

    edition: EditionId
    files: tuple[FileDigest, ...]
    digest: Sha256
    content_digest: Sha256


class Receipt(Frozen):
    """Proof of a delivery: what was asked, what the other side holds (read back and hashed), when."""

    channel: Line
    key: Line
    target: str
    files: tuple[FileDigest, ...]
    at: Moment
    proof: Line


class Kamerbrief(Frozen):
    """The signal: the state secretary's letter is out."""

    file: FileDigest
    date: date
    number: Line
