"""What a check has to say."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from bna_pipeline.model.base import Frozen, Line, PartnerId, Sha256


class Severity(StrEnum):
    ERROR = "fout"  # blocks
    WARNING = "let op"  # does not


class Weight(StrEnum):
    """How heavy a rule of a draft weighs in a programme."""

    BLOCKS = "blokkeert"  # no draft is made
    ACCEPTABLE = "aanvaardbaar"  # a draft, that is not adopted until the finding is accepted with a reason
    REMARK = "opmerking"  # said, and no more


class Finding(Frozen):
    """One remark of a check, in Dutch, for the person who has to mend it.

    Attributes:
        code: stable, such as `BIJ-012`.
        severity: errors block, warnings do not.
        place: question code and paragraph, sheet and cell, or JSON path; a person can find it.
        rule: what the rule says (and its source where it has one).
        message: what is wrong here.
        mend: what to do about it.
        sentence: the sentence it is about, as it stands there.
    """

    code: str
    severity: Severity
    place: Line
    rule: Line
    message: Line
    mend: Line
    sentence: Line | None = Field(default=None, exclude_if=lambda value: value is None)


class FindingsReport(Frozen):
    """All findings of one file at once; `original` is None when the file was too long to keep."""

    partner: PartnerId
    file: str
    original: Sha256 | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        return sum(f.severity is Severity.ERROR for f in self.findings)

    @property
    def warnings(self) -> int:
        return sum(f.severity is Severity.WARNING for f in self.findings)

    @property
    def accepted(self) -> bool:
        return self.errors == 0
