"""What the route waits for: whose decision, by when, and what can be decided where a term has passed."""

from __future__ import annotations

from bna_pipeline.model.route_watch import StageWatch
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.pipeline.approval import current_draft, drafts_of
from bna_pipeline.pipeline.deputies import too_few
from bna_pipeline.pipeline.route_watching import route_watch, watch_of
from bna_pipeline.pipeline.speaking import not_silent
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.wait_kinds import act_wait
from bna_pipeline.review.route import Missing, what_is_missing
from bna_pipeline.review.standing import standing
from bna_pipeline.rounds.terms import with_weekday

VERDICTS = ("approve", "remark", "return")


def route_waits(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """Whose decision the draft that counts waits for, stage by stage; empty when every stage is satisfied."""
    review = standing(tools.programme, now.decisions, drafts_of(now), current_draft(now))
    watched = route_watch(tools, now, review)
    decisions = (
        _decision(tools, now, missing, None if missing.stage is None else watch_of(watched, missing.stage))
        for missing in what_is_missing(tools.programme, review, not_silent=not_silent(tools, now, review))
    )
    return (*decisions, *(_extending(tools, watch) for watch in watched if watch.expired))


def _decision(tools: Tools, now: EditionState, missing: Missing, watch: StageWatch | None) -> Wait:
    if missing.stage is None or watch is None:
        command = f"bna check {tools.id}"
        return Wait(act=Outside.CONFIGURE, subject="route", command=command, sentence=f"{missing.sentence} `{command}`")
    who = missing.people[0] if len(missing.people) == 1 else "WIE"
    command = f"bna review {tools.id} --stage {missing.stage} --as {who} --decision BESLUIT --comment TEKST"
    few = too_few(tools, now, missing)
    said = " ".join((missing.sentence, *(few or ()), *_in_time(tools, watch, missing)))
    return Wait(
        act=Act.DECIDE,
        who=missing.people,
        subject=missing.stage,
        command=command,
        choices=VERDICTS,
        when=When.NOW if missing.now else When.LATER,
        sentence=f"{said} `{command}`" if missing.now else said,
    )


def _in_time(tools: Tools, watch: StageWatch, missing: Missing) -> tuple[str, ...]:
    """Until when, and which of those who are asked are away."""
    said = []
    if missing.now and watch.due is not None:
        days, working = watch.days_left or 0, watch.working_days_left or 0
        left = "" if working == 0 else " (nog 1 werkdag)" if working == 1 else f" (nog {working} werkdagen)"
        passed = f"De termijn is verlopen op {with_weekday(watch.due)}."
        until = f"Dit kan tot en met {with_weekday(watch.due)}{' (vandaag)' if days == 0 else left}."
        said.append(passed if days < 0 else until)
    names = {p.id: p.name for p in tools.programme.people}
    for person in missing.people if missing.now else ():
        away = watch.reviewer(person)
        if away.away_from is not None and away.away_until is not None:
            instead = f"; {' of '.join(names[d] for d in away.deputies)} kan besluiten" if away.deputies else ""
            days_away = f"van {away.away_from:%d-%m-%Y} tot en met {away.away_until:%d-%m-%Y}"
            said.append(f"Let op: {names[person]} is afwezig {days_away}{instead}.")
    return tuple(said)


def _extending(tools: Tools, watch: StageWatch) -> Wait:
    name = tools.programme.stage(watch.stage).name
    command = f"bna term {tools.id} --stage {watch.stage} --until DATUM --reason REDEN"
    said = (
        f"of, nu de termijn van stap '{name}' is verlopen: de coördinator regelt een vervanger met "
        f"`bna delegate {tools.id}`, of verlengt met"
    )
    return act_wait(tools, Act.EXTEND_TERM, watch.stage, command, said, When.INSTEAD)
