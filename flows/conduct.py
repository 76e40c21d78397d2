"""What every flow does around its steps: the lease, one task a step, the run's tag, its final state, its artifacts.

How a run ends:

- *Completed*: every step did its work, or found it done; the state's message says which.
- *Failed*, named `Geweigerd`: a house rule said no. The message is the Dutch paragraph that a person must read; the
  `BnaError` is the state's result, so that a caller in the same process gets it raised. No traceback: nothing broke.
- *Failed*, named `Mislukt`: any other error of ours (storage, a damaged file), told the same way.
- *Failed* as Prefect does it, with a traceback: a fault in the software.

Nothing is tried again by itself: every step may be run once more by anyone, and finds what was done.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from prefect import State, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext, tags
from prefect.states import Completed, Failed

from bna_pipeline.errors import BnaError, LeaseTaken, Refused, WrongUse
from bna_pipeline.wiring import App, open_app, pipeline
from flows.artifacts import leave_refusal, leave_status

Steps = tuple[pipeline.Step, ...]

NOTHING_CHANGED: Final = "Er is niets veranderd."


@dataclass(frozen=True)
class Job:
    """Which edition a run is about, in which project, at what time.

    Attributes:
        root: the project's folder; None: `BNA_DIR`, else the nearest parent with `templates/`.
        moment: ISO 8601 with zone, where a sample edition's clock stands; None: now.
    """

    edition: str
    root: str | None = None
    moment: str | None = None

    @cached_property
    def app(self) -> App:
        return open_project(self.root, self.moment)

    @cached_property
    def tools(self) -> pipeline.Tools:
        return self.app.tools(self.edition)


def open_project(root: str | None, moment: str | None = None) -> App:
    """The project that a run's parameters name; what is played at a moment that is not now, sends and fetches no mail.

    Raises:
        WrongUse: the moment is no aware ISO 8601 time.
        NoProject, SettingsInvalid.
    """
    folder = root or os.environ.get("BNA_DIR")
    played = None if moment is None else _moment(moment)
    return open_app(Path(folder) if folder else None, played, by_mail=played is None)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise WrongUse(f"{text!r} is geen tijdstip.", "Schrijf het als 2020-05-04T10:00:00+02:00.") from wrong
    if moment.tzinfo is None:
        raise WrongUse(f"{text!r} heeft geen tijdzone.", "Schrijf het als 2020-05-04T10:00:00+02:00.")
    return moment


def conduct(flow_name: str, job: Job, steps: Iterable[tuple[str, Callable[[Job], pipeline.Step]]]) -> State[Steps]:
    """Do these steps under the edition's lease, each as a task, and end the run.

    Where mail is configured the post goes last: whose turn it became is told at once.

    Args:
        steps: the name that Prefect's page shows, and what to do.

    Returns:
        the run's final state; its result is what the steps did, or the refusal.
    """
    tag_run({f"edition:{job.edition}"})
    done: list[pipeline.Step] = []
    try:
        with tags(f"edition:{job.edition}"):
            with job.tools.lease.hold(job.edition):
                done += [perform(name, job, act) for name, act in steps]
                if job.tools.mailer is not None:
                    done.append(perform("post", job, _post))
            done += _look_again(job)
        leave_status(flow_name, job.app.status(job.edition), done)
    except BnaError as refused:
        leave_refusal(flow_name, job.edition, refused)
        return refusal(refused)
    return Completed(message=summary(done), data=tuple(done))


def _post(job: Job) -> pipeline.Step:
    return pipeline.post(job.tools, job.app.system())


def perform(name: str, job: Job, act: Callable[[Job], pipeline.Step]) -> pipeline.Step:
    """One step as one task run.

    Raises:
        BnaError: what the step raised; the task run ended with it as its message.
    """

    # Nothing is cached or persisted: the ledger knows what was done, and tools are no keys.
    @task(name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False)
    def step() -> Any:
        try:
            return act(job)
        except BnaError as refused:
            return refusal(refused)

    result: Any = step(return_state=True).result()
    assert isinstance(result, pipeline.Step)
    return result


def _look_again(job: Job) -> Steps:
    """Who found the lease taken left a mark, and counts on its holder: do whatever can be done now."""
    if not job.tools.lease.marked(job.edition):
        return ()
    try:
        return pipeline.advance(job.tools, job.app.system())
    except LeaseTaken as taken:
        # The next holder is at it already, and looks at everything.
        return (pipeline.Step("advance", False, (str(taken),)),)


def refusal(refused: BnaError) -> State[Any]:
    """The state of a run or task that an error of ours ended."""
    name = "Geweigerd" if isinstance(refused, Refused | WrongUse | LeaseTaken) else "Mislukt"
    return Failed(name=name, message=str(refused), data=refused)


def summary(steps: Iterable[pipeline.Step]) -> str:
    """One line for a run's state."""
    changed = [step for step in steps if step.changed]
    said = [sentence for step in changed for sentence in step.said]
    if not changed:
        return NOTHING_CHANGED
    more = f" (en {len(said) - 1} andere regels)" if len(said) > 1 else ""
    return f"{said[0]}{more}" if said else ", ".join(step.name for step in changed)


def tag_run(extra: set[str]) -> None:
    """Add tags to this very run: a deployment's tags are the same for every edition, a run's must not be."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    run = context.flow_run
    wanted = sorted({*run.tags, *extra})
    if set(wanted) != set(run.tags):
        with get_client(sync_client=True) as client:
            client.update_flow_run(run.id, tags=wanted)
