"""The schedule: what was lost on the way (an event, a kill, a shut laptop) is caught up with here."""

from __future__ import annotations

from typing import Any

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.context import tags
from prefect.states import Completed, Failed

from bna_pipeline.errors import BnaError, LeaseTaken
from bna_pipeline.model.transitions import Phase
from bna_pipeline.wiring import App, pipeline
from flows.artifacts import leave_refusal, leave_status
from flows.conduct import Steps, open_project, refusal, summary, tag_run


@flow(name="tick", flow_run_name="tick", persist_result=False)
def tick(root: str | None = None) -> State[dict[str, Steps]]:
    """Advance every edition that is open, each on its own: what is wrong with one does not stop the others.

    The run is tagged with the editions that it moved or that went wrong, so that an edition's page does not fill up
    with looks that found nothing to do.

    Args:
        root: the project's folder. Empty: BNA_DIR, else the nearest parent with templates/.
    """
    try:
        app = open_project(root)
        editions = app.editions()
    except BnaError as refused:
        return refusal(refused)
    states = {edition: _advance(app, edition) for edition in editions}
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


def _advance(app: App, edition: str) -> State[Any]:
    @task(name="advance", task_run_name=f"advance-{edition}", cache_policy=NO_CACHE, persist_result=False)
    def advance() -> Any:
        try:
            tools = app.tools(edition)
            if pipeline.state(tools).phase is Phase.FINISHED:
                return ()
            done = pipeline.advance(tools, app.system())
            if any(step.changed for step in done):
                leave_status("tick", app.status(edition), done)
            return done
        except LeaseTaken as taken:
            return (pipeline.Step("advance", False, (str(taken),)),)
        except BnaError as refused:
            leave_refusal("tick", edition, refused)
            return refusal(refused)

    with tags(f"edition:{edition}"):
        return advance(return_state=True)
