"""What follows an act: the edition is moved on, by the Prefect server that the settings name, or in this process."""

from __future__ import annotations

from dataclasses import dataclass

from bna_pipeline import pipeline
from bna_pipeline.errors import BnaError, FlowError
from bna_pipeline.wiring.app import App, trigger_of


@dataclass(frozen=True)
class Asked:
    """What came of asking a Prefect server for a flow run.

    Attributes:
        server: its API as the settings name it; None: they name none.
        run: the address of the run's page; None: no run was started, and it must be done in this process.
        refused: why the server started none; None where there is no server, or none answers.
    """

    server: str | None = None
    run: str | None = None
    refused: FlowError | None = None


@dataclass(frozen=True)
class Followed:
    """What came of moving an edition on after an act.

    Attributes:
        asked: of the Prefect server.
        steps: what was done in this process; empty when a run was started, or nothing could be done.
        fault: why this process did not get to it (another one is at it, the store is away); the tick does it then.
    """

    asked: Asked
    steps: tuple[pipeline.Step, ...] = ()
    fault: BnaError | None = None

    @property
    def faults(self) -> tuple[BnaError, ...]:
        """What broke on the way, and what kept this process from it."""
        broken = tuple(step.fault for step in self.steps if step.fault is not None)
        return broken if self.fault is None else (*broken, self.fault)


def ask(app: App, edition: str, flow: str) -> Asked:
    """Ask the running Prefect server for a flow run, where the settings name one; never an error."""
    trigger = trigger_of(app)
    if trigger is None:
        return Asked()
    server = app.settings.prefect_api
    try:
        return Asked(server, trigger.start(flow, edition, {})) if trigger.running() else Asked(server)
    except FlowError as refused:
        return Asked(server, refused=refused)


def follow_up(app: App, edition: str, flow: str) -> Followed:
    """Move an edition on after an act: by a flow run where a Prefect server answers, else in this process.

    The act itself is on record by now, so an error of ours is given back and not raised: what is not done now, the next
    run does.

    Args:
        flow: which flow the act asks for: `collect`, `draft`, `review`, `assemble` or `deliver`. In this process
            whatever can be done is done.
    """
    asked = ask(app, edition, flow)
    return Followed(asked) if asked.run is not None else advance_here(app, edition, asked)


def advance_here(app: App, edition: str, asked: Asked = Asked()) -> Followed:
    """Move an edition on in this process; an error of ours is given back and not raised."""
    try:
        return Followed(asked, pipeline.advance(app.tools(edition), app.system()))
    except BnaError as fault:
        return Followed(asked, fault=fault)
