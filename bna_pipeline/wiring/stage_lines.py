"""The route as a status shows it: what the stages say of a draft, and where they stand in time."""

from __future__ import annotations

from bna_pipeline.model.programme import Programme
from bna_pipeline.model.route_watch import ReviewerWatch, StageWatch
from bna_pipeline.pipeline.status import Position
from bna_pipeline.review.standing import ReviewerStanding, StageStanding
from bna_pipeline.views import ReviewerLine, StageLine


def stage_lines(programme: Programme, found: Position) -> tuple[StageLine, ...]:
    """A line for every stage of the route, in its order; none before there is a draft."""
    return tuple(_stage(programme, stage, watch) for stage, watch in zip(found.stages, found.course, strict=True))


def _stage(programme: Programme, stage: StageStanding, watch: StageWatch) -> StageLine:
    return StageLine(
        stage=stage.stage,
        name=stage.name,
        reached=stage.reached,
        satisfied=stage.satisfied,
        reviewers=tuple(_reviewer(r, watch.reviewer(r.person)) for r in stage.reviewers),
        asks=str(programme.stage(stage.stage).needed),
        beside=watch.beside,
        term=watch.term,
        opened_at=watch.opened_at,
        due=watch.due,
        first_due=watch.first_due,
        expired=watch.expired,
        days_left=watch.days_left,
        working_days_left=watch.working_days_left,
        planned_from=watch.planned_from,
        planned_due=watch.planned_due,
        warnings=watch.warnings,
    )


def _reviewer(reviewer: ReviewerStanding, watch: ReviewerWatch) -> ReviewerLine:
    return ReviewerLine(
        person=reviewer.person,
        name=reviewer.name,
        verdict=None if reviewer.verdict is None else reviewer.verdict.value,
        given_by=None if reviewer.decision is None else reviewer.decision.given_by,
        standing=len(reviewer.standing),
        needed=tuple(s.title for s in reviewer.needed),
        dropped=tuple(f"{d.section.title}: {d.reason}" for d in reviewer.dropped),
        late=watch.late,
        waited_for=watch.waited_for,
        away_from=watch.away_from,
        away_until=watch.away_until,
        deputies=watch.deputies,
    )
