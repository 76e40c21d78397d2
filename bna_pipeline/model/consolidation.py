"""All contributions of an edition brought together: what the documents are made from."""

from __future__ import annotations

from pydantic import Field

from bna_pipeline.model.base import ActionId, EditionId, Frozen, Line, Paragraphs, PartnerId, PillarId, Sha256
from bna_pipeline.model.contribution import Editorial, Example, Milestone, Money
from bna_pipeline.model.errata import Corrected
from bna_pipeline.model.movement import ActionMovement
from bna_pipeline.model.programme import ProvinceRole, Status
from bna_pipeline.model.round import absent

STATUS = "status"
VERSION = "version"
MILESTONE = "mijlpaal"
AMOUNT = "bedrag"
REPORT = "melding"

ALL = "alle"
"""Chosen of several amounts for one purpose: each is the partner's own share, and all of them count."""
WITHOUT = "zonder"
"""Chosen for a report that a partner still owes: the report goes out without it."""


class Conflict(Frozen):
    """Something that the coordinator must choose in, because partners say different things or not all of it yet.

    Attributes:
        field: "status", "mijlpaal" (one milestone, several dates or states), "bedrag" (one purpose, several amounts),
            "version" (one partner, two versions of one moment) or "melding" (a partner still owes its report).
        subject: what it is about, in one word that can be typed: an action's id (status), a partner's id (version), or
            `<action>:<field>-<the thing>`.
        values: who says what, sorted; for "version" the originals' digests.
        about: the milestone or the purpose as its owner words it.
    """

    field: Line
    subject: Line
    values: tuple[tuple[PartnerId, Line], ...]
    about: Line | None = Field(default=None, exclude_if=absent)


class Settlement(Frozen):
    """The coordinator's choice in a conflict; it holds as long as the values are those it was made for."""

    field: Line
    subject: Line
    values: tuple[tuple[PartnerId, Line], ...]
    chosen: Line  # a partner id, an original's digest (version), `ALL` or `WITHOUT`
    reason: Line

    @property
    def sentence(self) -> str:
        """What was chosen, in Dutch, without the reason."""
        if self.field == REPORT:
            return f"Op {self.subject} wordt niet meer gewacht."
        together = self.field == AMOUNT and self.chosen == ALL
        holds = "alle bedragen tellen mee" if together else f"{self.chosen} geldt"
        return f"De tegenspraak over {self.subject} is beslecht: {holds}."


class AttributedText(Frozen):
    """Running text with who wrote it; `edited` when the redactie changed the wording."""

    partner: PartnerId
    text: Paragraphs
    edited: bool = False


class AttributedExample(Frozen):
    partner: PartnerId
    example: Example
    edited: bool = False


class AttributedMoney(Frozen):
    partner: PartnerId
    money: Money


class ConsolidatedAction(Frozen):
    """One action with everything that was said of it. Partners stand in the programme's order, the owner first.

    Attributes:
        gap: the owner, when its contribution calls itself partial and says nothing of this action yet.
    """

    id: ActionId
    pillar: PillarId
    title: Line
    owner: PartnerId
    partners: tuple[PartnerId, ...]
    role: ProvinceRole
    status: Status | None  # None: nobody reported
    reported_by: tuple[PartnerId, ...]
    achieved: tuple[AttributedText, ...]
    next_steps: tuple[AttributedText, ...]
    reason: tuple[AttributedText, ...]
    measure: tuple[AttributedText, ...]
    milestones: tuple[Milestone, ...]  # by date, without doubles
    examples: tuple[AttributedExample, ...]
    money: tuple[AttributedMoney, ...]
    gap: PartnerId | None = Field(default=None, exclude_if=absent)


class StatusCount(Frozen):
    status: Status | None
    count: int


class ProgressClaim(Frozen):
    """The strongest wording that the data carry, and the figures it follows from."""

    words: Line
    on_schedule: int
    total: int


class Share(Frozen):
    """A part of a whole and how it is said ("ongeveer driekwart")."""

    part: int
    total: int
    words: Line


class PillarFigures(Frozen):
    pillar: PillarId
    counts: tuple[StatusCount, ...]
    progress: ProgressClaim


class RoleCount(Frozen):
    role: ProvinceRole
    count: int


class Figures(Frozen):
    """What is counted, never typed."""

    actions: int
    counts: tuple[StatusCount, ...]
    pillars: tuple[PillarFigures, ...]
    progress: ProgressClaim
    participation: Share
    roles: tuple[RoleCount, ...]


class ContributionUsed(Frozen):
    partner: PartnerId
    original: Sha256


class Consolidation(Frozen):
    """The merged edition: same contributions in any order, same value."""

    edition: Line
    actions: tuple[ConsolidatedAction, ...]
    editorial: Editorial
    figures: Figures
    used: tuple[ContributionUsed, ...]  # by partner id
    lapsed_edits: tuple[Line, ...] = ()  # edits whose original changed, said in words
    movement: tuple[ActionMovement, ...] = Field(default=(), exclude_if=absent)  # since the edition before
    since: EditionId | None = Field(default=None, exclude_if=absent)  # which edition that was
    corrects: Corrected | None = Field(default=None, exclude_if=absent)  # of an erratum
