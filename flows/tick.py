"""The schedules: what was lost on the way (an event, a kill, a shut laptop) is caught up with by `tick`; `signal` looks
more often at what counts in minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.context import FlowRunContext, tags
from prefect.states import Cancelled, Completed, Failed
from prefect.types import DateTime

from bna_pipeline.errors import BnaError, LeaseTaken
from bna_pipeline.wiring import App, note_look, pipeline
from flows.artifacts import leave_refusal, leave_status
from flows.conduct import Steps, open_project, refusal, summary, tag_run

AT_ONCE: Final = 200
"""How many runs the server lists at once; the next tick takes the rest."""


@flow(name="tick", flow_run_name="tick", persist_result=False)
def tick(root: str | None = None) -> State[dict[str, Steps]]:
    """Advance every edition that is open, each on its own: what is wrong with one does not stop the others.

    The run is tagged with the editions that it moved or that went wrong, so that an edition's page does not fill up
    with looks that found nothing to do.

    Args:
        root: the project's folder. Empty: BNA_DIR, else the nearest parent with templates/.
    """
    _stand_in_for_the_late()
    try:
        app = open_project(root)
        editions = app.editions()
    except BnaError as refused:
        return refusal(refused)
    state = advance_each(app, "tick", editions)
    note_look(app)
    return state


@flow(name="signal", flow_run_name="signal", persist_result=False)
def signal(root: str | None = None) -> State[dict[str, Steps]]:
    """Advance the editions for which a release's signal or moment may be there, and nothing else: it runs often.

    Args:
        root: the project's folder. Empty: BNA_DIR, else the nearest parent with templates/.
    """
    _stand_in_for_the_late()
    try:
        app = open_project(root)
        editions = app.editions()
    except BnaError as refused:
        return refusal(refused)
    return advance_each(app, "signal", [edition for edition in editions if _may_go(app, edition)])


def _may_go(app: App, edition: str) -> bool:
    """Whether a look may find something now; of an edition that cannot be read, the tick says why."""
    try:
        wake = pipeline.next_wake(app.tools(edition), app.clock.now())
    except BnaError:
        return False
    return wake is not None and wake <= app.clock.now()


def advance_each(app: App, flow_name: str, editions: Sequence[str]) -> State[dict[str, Steps]]:
    """Advance these editions, each on its own; the final state of the run that does it."""
    states = {edition: _advance(app, flow_name, edition) for edition in editions}
    wrong = {edition: state for edition, state in states.items() if not state.is_completed()}
    moved: dict[str, Steps] = {e: state.result() for e, state in states.items() if e not in wrong}
    told = {e: steps for e, steps in moved.items() if any(step.changed for step in steps)}
    tag_run({f"edition:{edition}" for edition in (*told, *wrong)})
    if wrong:
        return Failed(
            name="Mislukt",
            message=" ".join(f"{edition}: {state.message}" for edition, state in wrong.items()),
            data=next(iter(wrong.values())).result(raise_on_failure=False),
        )
    lines = [f"{edition}: {summary(steps)}" for edition, steps in told.items()]
    return Completed(message=" ".join(lines) or f"{len(editions)} edities bekeken, niets te doen.", data=moved)


def _stand_in_for_the_late() -> None:
    """Take away the ticks that are due and did not begin: after a long stop there are many, and one does for all."""
    context = FlowRunContext.get()
    run = None if context is None else context.flow_run
    if run is None or run.deployment_id is None:
        return
    due = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime(before_=DateTime.now("UTC")),
    )
    of_this = DeploymentFilter(id=DeploymentFilterId(any_=[run.deployment_id]))
    with get_client(sync_client=True) as client:
        for late in client.read_flow_runs(flow_run_filter=due, deployment_filter=of_this, limit=AT_ONCE):
            client.set_flow_run_state(late.id, Cancelled(message=f"{run.name} does what was due."))


def _advance(app: App, flow_name: str, edition: str) -> State[Any]:
    @task(name="advance", task_run_name=f"advance-{edition}", cache_policy=NO_CACHE, persist_result=False)
    def advance() -> Any:
        try:
            tools = app.tools(edition)
            if pipeline.at_rest(tools):
                return ()
            done = pipeline.advance(tools, app.system())
            if any(step.changed for step in done):
                leave_status(flow_name, app.status(edition), done)
            return done
        except LeaseTaken as taken:
            return (pipeline.Step("advance", False, (str(taken),)),)
        except BnaError as refused:
            leave_refusal(flow_name, edition, refused)
            return refusal(refused)

    with tags(f"edition:{edition}"):
        return advance(return_state=True)
