"""All contributions of an edition brought together: what the documents are made from."""

from __future__ import annotations

from bna_pipeline.model.base import ActionId, Frozen, Line, Paragraphs, PartnerId, PillarId, Sha256
from bna_pipeline.model.contribution import Editorial, Example, Milestone, Money
from bna_pipeline.model.programme import ProvinceRole, Status


class Conflict(Frozen):
    """Partners contradict each other on one action's status, or one partner sent two versions at one moment.

    `subject` is an action id (field "status") or a partner id (field "version").
    `values` holds who says what, sorted; for "version" the originals' digests.
    """

    field: Line  # "status" or "version"
    subject: Line
    values: tuple[tuple[PartnerId, Line], ...]


class Settlement(Frozen):
    """The coordinator's choice in a conflict; it holds as long as the values are those it was made for."""

    field: Line
    subject: Line
    values: tuple[tuple[PartnerId, Line], ...]
    chosen: Line  # a partner id (status) or an original's digest (version)
    reason: Line


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
    """One action with everything that was said of it. Partners stand in the programme's order, the owner first."""

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
