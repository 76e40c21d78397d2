"""What the checks of one answer hand on to the checks that look at more than one."""

from __future__ import annotations

from dataclasses import dataclass

from bna_pipeline.contributions.raw import RawReport
from bna_pipeline.model.contribution import ActionReport, Milestone, Money
from bna_pipeline.model.programme import Status


@dataclass(frozen=True)
class CheckedReport:
    """One answer as written, and as much of it as could be typed.

    Attributes:
        report: the whole of it; None when a finding blocks it.
    """

    raw: RawReport
    status: Status | None = None
    milestones: tuple[Milestone, ...] = ()
    money: Money | None = None
    report: ActionReport | None = None
