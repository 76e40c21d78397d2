"""What the checks have to say of a draft, what the coordinator accepted of it, and the entries that say so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from bna_pipeline.model.base import Frozen, Line, Moment, PersonId, Sha256, digest_of
from bna_pipeline.model.checklist import ChecklistItem
from bna_pipeline.model.finding import Finding, Weight
from bna_pipeline.model.round import absent


class DraftFinding(Frozen):
    """A finding on a draft, as heavy as it weighs in its programme."""

    weight: Weight
    finding: Finding

    @property
    def digest(self) -> Sha256:
        """What an acceptance is bound to: rule, place, sentence and what is wrong. Change one, and it must be anew."""
        found = self.finding
        return digest_of([found.code, found.place, found.sentence, found.message])


class DraftFindings(Frozen):
    """Everything that was found on a draft when it was made: a blob that its entry names.

    Attributes:
        letter: on the letter and on the report's own text.
        documents: on the files.
        checklist: what only a person can judge.
    """

    letter: tuple[DraftFinding, ...] = ()
    documents: tuple[DraftFinding, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()

    @property
    def all(self) -> tuple[DraftFinding, ...]:
        return (*self.letter, *self.documents)


class FindingAccepted(Frozen):
    """The coordinator accepts a finding on the draft as it stands, with a reason.

    `finding` is the finding's digest (`DraftFinding.digest`); the other fields say for readers what it was.
    """

    kind: Literal["finding.accepted"] = "finding.accepted"
    code: Line
    finding: Sha256
    place: Line
    sentence: Line | None = Field(default=None, exclude_if=absent)
    message: Line
    reason: Line
    by: PersonId
    at: Moment


class AcceptanceWithdrawn(Frozen):
    """What was accepted is no longer; the finding stands open again."""

    kind: Literal["finding.acceptance-withdrawn"] = "finding.acceptance-withdrawn"
    code: Line
    finding: Sha256
    place: Line
    reason: Line


def to_accept(findings: Iterable[DraftFinding], accepted: Iterable[FindingAccepted]) -> tuple[DraftFinding, ...]:
    """The findings that must be accepted before adoption, and are not, in their own order."""
    done = {acceptance.finding for acceptance in accepted}
    return tuple(f for f in findings if f.weight is Weight.ACCEPTABLE and f.digest not in done)
