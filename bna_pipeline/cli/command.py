"""The group, and what its commands share: the project's folder, printing a step, following up an act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bna_pipeline.wiring import App

F = TypeVar("F", bound=Callable[..., Any])

MODULES = {
    "open": "rounds",
    "collect": "rounds",
    "settle": "rounds",
    "close": "rounds",
    "draft": "documents",
    "review": "decisions",
    "delegate": "decisions",
    "adopt": "decisions",
    "sign": "signatures",
    "release": "releases",
    "run": "progress",
    "status": "progress",
    "audit": "progress",
    "verify": "packages",
    "check": "setup",
    "init": "setup",
    "schema": "setup",
    "demo": "conducting",
    "serve": "conducting",
}
"""Which module of this package holds a command: only that one is loaded, so that `bna status` starts at once."""


@dataclass(frozen=True)
class Context:
    """What every command is given.

    Attributes:
        root: what `--dir` named; None: the nearest parent with `templates/`.
    """

    root: Path | None

    @cached_property
    def app(self) -> App:
        """The project, opened when a command first asks for it."""
        from bna_pipeline.wiring import open_app

        return open_app(self.root)


class LazyGroup(click.Group):
    """Loads a command's module when it is called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(MODULES)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in MODULES:
            return None
        from importlib import import_module

        found = getattr(import_module(f"bna_pipeline.cli.{MODULES[cmd_name]}"), f"{cmd_name}_command")
        assert isinstance(found, click.Command)
        return found


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--dir",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="BNA_DIR",
    help="The project's folder. Default: the nearest parent that holds templates/.",
)
@click.version_option(package_name="bna-pipeline")
@click.pass_context
def bna(ctx: click.Context, root: Path | None) -> None:
    """From contributions to a signed, verified and released progress report."""
    ctx.obj = Context(root)


def edition_argument(function: F) -> F:
    """The edition's id, as the first argument."""
    return click.argument("edition")(function)


def as_option(function: F) -> F:
    """Who acts."""
    return click.option(
        "--as",
        "person",
        metavar="WHO",
        help="Id of the person who acts. Default: the only one whose role opens this act.",
    )(function)


def show(*steps: Any) -> None:
    """Print what steps did; nothing for a step that had nothing to say."""
    for step in steps:
        for sentence in step.said:
            click.echo(sentence)
        for link in step.links:
            click.echo(f"  {link}")


def follow_up(app: App, edition: str, flow: str) -> None:
    """After an act of a person: move the edition on, through the running Prefect server when one is configured."""
    from bna_pipeline.wiring import pipeline, trigger_of

    trigger = trigger_of(app)
    if trigger is not None and trigger.running():
        click.echo(f"Flow {flow} started on {app.settings.prefect_api}: {trigger.start(flow, edition, {})}")
        return
    if trigger is not None:
        click.echo(f"No answer from {app.settings.prefect_api}: advancing without Prefect.", err=True)
    steps = pipeline.advance(app.tools(edition), app.system())
    show(*steps)
    show_waiting(edition, steps[-1].waits_for if steps else ())


def show_waiting(edition: str, waits_for: tuple[str, ...]) -> None:
    """Say what the edition waits for."""
    if not waits_for:
        click.echo(f"Editie {edition} wacht nergens meer op.")
        return
    click.echo("Wacht op:")
    for sentence in waits_for:
        click.echo(f"  - {sentence}")
