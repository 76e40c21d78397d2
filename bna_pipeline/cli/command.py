"""The group, and what its commands share: the project's folder, printing a step, following up an act."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import category
from zoneinfo import ZoneInfo

import click

from bna_pipeline.errors import LeaseTaken, StorageError, WrongUse
from bna_pipeline.system_words import in_words

if TYPE_CHECKING:
    from bna_pipeline.wiring import App, pipeline

LOCAL = ZoneInfo("Europe/Amsterdam")
"""The zone in which moments are shown: what is kept in UTC is read by people in the Netherlands."""

F = TypeVar("F", bound=Callable[..., Any])

MODULES = {
    "open": "rounds",
    "collect": "rounds",
    "settle": "rounds",
    "close": "rounds",
    "admit": "post",
    "waive": "post",
    "sign-off": "post",
    "post": "post",
    "remind": "post",
    "draft": "documents",
    "accept": "documents",
    "review": "decisions",
    "remark": "remarks",
    "proposals": "proposals",
    "delegate": "decisions",
    "absent": "terms",
    "term": "terms",
    "adopt": "decisions",
    "sign": "signatures",
    "release": "releases",
    "run": "progress",
    "status": "progress",
    "audit": "progress",
    "verify": "packages",
    "forget": "retention",
    "backup": "backups",
    "restore": "backups",
    "check": "setup",
    "init": "setup",
    "schema": "setup",
    "demo": "conducting",
    "desk": "conducting",
    "link": "access",
    "key": "access",
    "serve": "conducting",
    "deploy": "conducting",
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

        found = getattr(import_module(f"bna_pipeline.cli.{MODULES[cmd_name]}"), f"{cmd_name.replace('-', '_')}_command")
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


def only_one(*acts: Mapping[str, object]) -> None:
    """Refuse options of more than one act, so that none is passed over in silence.

    Args:
        acts: the options of each act, with what was given for them; nothing, or False, where one was not given.

    Raises:
        WrongUse: names the options that do not go together.
    """
    given = [[option for option, value in options.items() if value] for options in acts]
    if sum(map(bool, given)) > 1:
        raise WrongUse(f"{' en '.join(chain(*given))} gaan niet samen.", "Doe één ding tegelijk.")


def show(*steps: pipeline.Step) -> None:
    """Print what steps did; nothing for a step that had nothing to say."""
    for step in steps:
        show_lines(line for sentence in step.said for line in sentence.split("\n"))
        for link in step.links:
            click.echo(f"  {link}")


def show_lines(lines: Iterable[str]) -> None:
    """Print lines with words of others in them: what moves the cursor, hides text or turns it is written out."""
    for line in lines:
        click.echo("".join(c if c.isprintable() or category(c) == "Zs" else f"[U+{ord(c):04X}]" for c in line))


def follow_up(app: App, edition: str, flow: str) -> None:
    """After an act of a person: move the edition on, through the running Prefect server when one is configured.

    The act itself is on record by now, so nothing here makes the command fail: what is not done now, the next run does.
    """
    if submitted(app, edition, flow):
        return
    try:
        advance(app, edition)
    except LeaseTaken as taken:
        click.echo(str(taken))
    except StorageError as fault:
        click.echo(str(fault), err=True)


def submitted(app: App, edition: str, flow: str) -> bool:
    """Start a flow on the Prefect server that the settings name; False: it must be done in this process, as is said."""
    from bna_pipeline.wiring import ask

    asked = ask(app, edition, flow)
    if asked.run is not None:
        click.echo(f"Flow {flow} started on {asked.server}: {asked.run}")
    elif asked.refused is not None:
        click.echo(f"{asked.refused} Going on without Prefect.", err=True)
    elif asked.server is not None:
        click.echo(f"No answer from {asked.server}: going on without Prefect.", err=True)
    else:
        click.echo("(Without Prefect: done in this process.)")
    return asked.run is not None


def advance(app: App, edition: str) -> tuple[pipeline.Step, ...]:
    """Move the edition on in this process, and say what happened and what it waits for.

    Raises:
        LeaseTaken: another process is at it.
        StorageError: something broke on the way; what could be done is done and said.
    """
    from bna_pipeline.wiring import pipeline

    tools = app.tools(edition)
    at_once = replace(tools, patient=False, read_before=tools.journal)  # there is somebody who waits for it
    with working("moving the edition on"):
        steps = pipeline.advance(at_once, app.system())
    show(*(step for step in steps if step.fault is None))
    show_waiting(edition, steps[-1].waits_for)
    for step in steps:
        if step.fault is not None:
            raise step.fault
    return steps


@contextmanager
def working(what: str) -> Iterator[None]:
    """A sign of life on a terminal for what may take longer than a second; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def write_file(path: Path, data: bytes) -> None:
    """Write a file where the operator asked for it.

    Raises:
        WrongUse: that is not possible there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as fault:
        raise WrongUse(f"{path} is niet te schrijven: {in_words(fault)}.", "Kies een andere plaats.") from fault


def show_waiting(edition: str, waits_for: tuple[str, ...]) -> None:
    """Say what the edition waits for."""
    if not waits_for:
        click.echo(f"Editie {edition} wacht nergens meer op.")
        return
    click.echo("Wacht op:")
    show_lines(f"  - {sentence}" for sentence in waits_for)
