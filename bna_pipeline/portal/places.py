"""What the desk tells of the machine that it runs on: files from the project on, and no commands for a terminal.

Refusals, waits and the ledger name whole paths and commands, for who sits at the machine. Who sits elsewhere can do
nothing with them. Pages are put so once they are rendered; answers of the API here, where they are made.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request

from bna_pipeline.model.waits import Wait
from bna_pipeline.portal.desk import Desk
from bna_pipeline.wiring import pipeline, views


def project_root(request: Request) -> str:
    """The folder of the desk's project."""
    desk: Desk = request.app.state.desk
    return str(desk.app.root)


def steps_told(root: str, said: Iterable[str]) -> tuple[str, ...]:
    """What a step said; of sentences that are for a terminal alone nothing is left."""
    kept = (pipeline.from_project(root, pipeline.without_commands(sentence)) for sentence in said)
    return tuple(sentence for sentence in kept if sentence)


def waits_told(root: str, waits: Iterable[Wait]) -> tuple[Wait, ...]:
    """Waits with their sentences; the command of each stands beside it, for a program that is run at the machine."""
    return tuple(
        wait.model_copy(update={"sentence": pipeline.from_project(root, pipeline.without_command(wait))})
        for wait in waits
    )


def status_told(root: str, status: views.EditionStatus) -> views.EditionStatus:
    """Where an edition stands, with what it waits for and what does not go by itself."""
    waits = waits_told(root, status.waits)
    stuck = tuple(
        line.model_copy(update={"said": pipeline.from_project(root, pipeline.to_restore(line.said))})
        for line in status.stuck
    )
    update = {
        "waits": waits,
        "waits_for": tuple(wait.sentence for wait in waits),
        "stuck": stuck,
        "release": release_told(root, status.release),
    }
    return status.model_copy(update=update)


def release_told(root: str, release: views.ReleaseLine) -> views.ReleaseLine:
    """Where a release stands, with what channels said."""

    def told(line: views.ChannelLine) -> views.ChannelLine:
        said = None if line.said is None else pipeline.from_project(root, pipeline.to_restore(line.said))
        return line.model_copy(update={"said": said})

    return release.model_copy(update={"lines": tuple(told(line) for line in release.lines)})
