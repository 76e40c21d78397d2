"""An edition's dates, from its ledger and its programme, and the picture of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bna_pipeline.documents.edition_timeline import draw
from bna_pipeline.model.base import Frozen
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.events import DecisionGiven, EditionClosed, EditionOpened
from bna_pipeline.model.release_events import ReleaseFired
from bna_pipeline.model.route_watch import StageWatch
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.timeline import EditionTimeline, Mark, TimelineRow
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.approval import drafts_of
from bna_pipeline.pipeline.route_watching import route_watch
from bna_pipeline.pipeline.tools import Tools, entries, state
from bna_pipeline.review.standing import StageStanding, standing
from bna_pipeline.rounds.terms import local_day


def edition_timeline(tools: Tools, now: EditionState | None = None) -> EditionTimeline:
    """The edition as a time line, as of now (or of a state that was read before): round, drafts, stages, adoption,
    signatures, release.
    """
    at = state(tools) if now is None else now
    today = local_day(tools.clock.now())
    rows = (_round(tools, at, today), *_drafts(tools, at), *_stages(tools, at), *_after_review(tools, at))
    return EditionTimeline(title=tools.edition.title, today=today, rows=rows)


def timeline_drawing(
    shown: EditionTimeline, width: int = 600, *, family: str | None = None, name: str = "tijdlijn"
) -> str:
    """The time line as an SVG element with its text alternative; same time line, same text.

    Args:
        width: of the drawing in CSS pixels, at which its smallest text is 12 pixels; under 480 labels stand above bars.
        family: the letters, as CSS names them; None: those of the page that it stands in.
        name: what ids in it begin with: two drawings on one page need two names.
    """
    return draw(shown, width, family=family, name=name)


def _first_day(tools: Tools, kind: type[Frozen]) -> date | None:
    return next((local_day(e.at) for e in entries(tools) if isinstance(e.event, kind)), None)


def _round(tools: Tools, now: EditionState, today: date) -> TimelineRow:
    opened, closed = _first_day(tools, EditionOpened), _first_day(tools, EditionClosed)
    deadline = tools.edition.deadline if now.opened is None else now.opened.deadline
    label = "Uitvraag"
    if closed is not None:
        return TimelineRow(
            label=label, mark=Mark.DONE, start=opened, end=closed, words=f"gesloten op {dutch_date(closed)}"
        )
    if opened is None:
        first = tools.edition.opens
        words = "nog niet geopend" if first is None else f"opent op {dutch_date(first)}"
        return TimelineRow(label=label, mark=Mark.PLANNED, start=first, end=deadline, words=words)
    assert deadline is not None  # an edition without one cannot be opened
    late = deadline < today
    words = f"inleverdatum was {dutch_date(deadline)}" if late else f"inleveren tot en met {dutch_date(deadline)}"
    return TimelineRow(
        label=label, mark=Mark.LATE if late else Mark.NOW, start=opened, end=today if late else deadline, words=words
    )


def _drafts(tools: Tools, now: EditionState) -> Iterator[TimelineRow]:
    days = tuple(local_day(e.at) for e in entries(tools) if e.event.kind == "draft.made")
    if not days or now.draft is None:
        yield TimelineRow(label="Concepten", mark=Mark.PLANNED, words="nog geen concept")
        return
    words = f"concept {now.draft.version} van {dutch_date(days[-1])}"
    yield TimelineRow(label="Concepten", mark=Mark.DONE, start=days[0], end=days[-1], points=days, words=words)


def _stages(tools: Tools, now: EditionState) -> Iterator[TimelineRow]:
    if now.draft is None:
        for stage in tools.programme.review:
            term = "" if stage.term is None else f", {stage.term} werkdagen"
            yield TimelineRow(label=stage.name, mark=Mark.PLANNED, words=f"komt nog{term}")
        return
    review = standing(tools.programme, now.decisions, drafts_of(now), now.draft)
    for found, watch in zip(review.stages, route_watch(tools, now, review), strict=True):
        yield _stage(tools, now, found, watch)


def _stage(tools: Tools, now: EditionState, stage: StageStanding, watch: StageWatch) -> TimelineRow:
    opened = next((local_day(t.opened_at) for t in now.course.terms if t.stage == stage.stage), None)
    today = local_day(tools.clock.now())
    if stage.satisfied:
        given = [
            local_day(e.at)
            for e in entries(tools)
            if isinstance(e.event, DecisionGiven) and e.event.decision.stage == stage.stage
        ]
        end = max(given, default=opened)
        words = "akkoord" if end is None else f"akkoord op {dutch_date(end)}"
        return TimelineRow(label=stage.name, mark=Mark.DONE, start=opened or end, end=end, words=words)
    if not stage.reached:
        due = watch.planned_due
        words = "komt nog" if due is None else f"naar verwachting tot en met {dutch_date(due)}"
        return TimelineRow(label=stage.name, mark=Mark.PLANNED, start=watch.planned_from, end=due, words=words)
    if watch.expired and watch.due is not None:
        words = f"termijn was {dutch_date(watch.due)}"
        return TimelineRow(label=stage.name, mark=Mark.LATE, start=opened, end=today, words=words)
    words = "loopt" if watch.due is None else f"loopt tot en met {dutch_date(watch.due)}"
    return TimelineRow(label=stage.name, mark=Mark.NOW, start=opened or today, end=watch.due or today, words=words)


def _after_review(tools: Tools, now: EditionState) -> Iterator[TimelineRow]:
    order = list(Phase)

    def mark(phase: Phase) -> Mark:
        at = order.index(now.phase) - order.index(phase)
        return Mark.DONE if at > 0 else Mark.NOW if at == 0 else Mark.PLANNED

    on = None if now.adoption is None else now.adoption.date
    decided = mark(Phase.FOR_ADOPTION)
    words = "wacht op het besluit" if decided is Mark.NOW else "komt nog"
    if on is not None and now.adoption is not None:
        words = f"{now.adoption.outcome.words} op {dutch_date(on)}"
    yield TimelineRow(label="Vaststelling", mark=decided, start=on, end=on, words=words)
    signed = tuple(local_day(s.at) for s in now.signatures)
    expected = tools.edition.signing_expected
    words = f"{len(signed)} van {now.signatures_needed} gezet"
    if not signed:
        words = "komt nog" if expected is None else f"verwacht op {dutch_date(expected)}"
    ends = (signed[0], signed[-1]) if signed else (expected, expected)
    yield TimelineRow(
        label="Handtekeningen", mark=mark(Phase.ADOPTED), start=ends[0], end=ends[1], points=signed, words=words
    )
    fired = _first_day(tools, ReleaseFired)
    words = "komt nog"
    if fired is not None:
        words = f"vrijgegeven op {dutch_date(fired)}"
    elif tools.edition.kamerbrief_expected is not None:
        words = f"verwacht: {tools.edition.kamerbrief_expected}"
    released = Mark.DONE if fired is not None else mark(Phase.SIGNED)
    yield TimelineRow(label="Vrijgave", mark=released, start=fired, end=fired, words=words)
