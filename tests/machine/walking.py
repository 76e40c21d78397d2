"""Doing what an edition waits for, with the command that it names: every wait must move it on, and so to its end."""

from __future__ import annotations

import contextlib
import io
import shlex
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import click

from bna_pipeline import pipeline
from bna_pipeline.cli.command import Context, bna
from bna_pipeline.errors import BnaError, WrongUse
from bna_pipeline.identity.people import SYSTEM, account, acting_person, require_may
from bna_pipeline.model.permissions import MAY
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.pipeline import Actor, Tools
from tests.machine.sent import AGENCY, CITY, first_sent, version
from tests.machine.setting import Setting

LONGEST = 60
"""So many acts bring an edition from anywhere to its end; who needs more walks in a circle."""


class DeadEnd(AssertionError):
    """An edition names what it waits for, and doing that moves nothing."""


class PlayedApp:
    """What a command is given, over a setting in memory (`wiring.App`)."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.settings = SimpleNamespace(prefect_api="")

    def tools(self, edition: str) -> Tools:
        assert edition == self._setting.tools.id
        return self._setting.tools

    def actor(self, edition: str, person: str | None, act: Act) -> Actor:
        return actor(self._setting, person, act)

    def system(self) -> Actor:
        return Actor(SYSTEM, account())


def actor(setting: Setting, person: str | None, act: Act) -> Actor:
    """Who acts, when his role opens the act; unnamed it is the only one whose role does."""
    people = setting.tools.programme.people
    if person is None:
        able = [p.id for p in people if MAY[act] & set(p.roles)]
        if len(able) != 1:
            raise WrongUse(f"Zeg met --as wie dit doet ({act.value}).", "Zo zegt `wiring.App.actor` het ook.")
        person = able[0]
    found = acting_person(setting.tools.programme, person)
    require_may(found, act)
    return Actor(found.id, account())


def parsed(command: str) -> click.Context:
    """A command line as click reads it.

    Raises:
        click.UsageError: there is no such command or option, or one is missing.
    """
    name, *arguments = shlex.split(command.removeprefix("bna "))
    found = bna.get_command(click.Context(bna), name)
    assert found is not None, f"no command {name}"
    return found.make_context(name, arguments)


def run_command(setting: Setting, command: str) -> None:
    """Run a command line over the setting, as the command itself would.

    Raises:
        BnaError: it was refused.
    """
    context = parsed(command)
    given = Context(None)
    given.__dict__["app"] = PlayedApp(setting)
    context.obj = given
    with contextlib.redirect_stdout(io.StringIO()), context:
        context.command.invoke(context)


def filled_in(setting: Setting, wait: Wait, pick: int = 0) -> str:
    """The command of a wait with what a person must fill in."""
    assert wait.command is not None
    kamerbrief = setting.templates.parents[1] / "kamerbrief.pdf"
    words = {
        "REDEN": "'zo is besloten'",
        "TEKST": "'gezien'",
        "DATUM": str(date(2020, 3, 17)),
        "NUMMER": f"RD-{len(setting.entries())}",
        "BESTAND": f"{kamerbrief} --date 2020-03-24 --number 80",
        "KEUZE": wait.choices[pick % len(wait.choices)] if wait.choices else "",
        "BESLUIT": wait.choices[0] if wait.choices else "",
        "UITKOMST": wait.choices[0] if wait.choices else "",
        "WIE": wait.who[pick % len(wait.who)] if wait.who else "",
    }
    return " ".join(words.get(word, word) for word in wait.command.split(" "))


def do(setting: Setting, wait: Wait, pick: int = 0) -> None:
    """Do what one wait says, as the people would whom it names."""
    match wait.act:
        case Outside.SEND:
            send_good(setting, wait.subject)
        case Outside.RESTORE:
            for path in [p for p in setting.outbox.files if p in wait.sentence]:
                del setting.outbox.files[path]
            run_command(setting, filled_in(setting, wait))
        case Outside.RECEIVE | Act.HAND_OVER:
            for channel in setting.ways_out():
                channel.closed = False
            run_command(setting, filled_in(setting, wait))
        case Act.SETTLE_PROPOSAL:
            run_command(setting, answered(setting, filled_in(setting, wait, pick), pick))
        case Act.OPEN | Act.RELEASE:
            run_command(setting, filled_in(setting, wait))
        case _:
            run_command(setting, filled_in(setting, wait, pick))


def answered(setting: Setting, command: str, pick: int) -> str:
    """The command that lists what came back in Word, made to answer the first of it."""
    first = next(line for line in pipeline.proposals(setting.tools) if line.open)
    what = "--accept" if first.acceptable and pick % 2 else "--reject"
    return f"{command} {what} {first.id} --reason 'zo is besloten'"


def send_good(setting: Setting, sender: str) -> None:
    """A new version without faults, later than everything that the sender sent before."""
    days = [int(name.split(".")[0]) for partner, name in setting.inbox.files if partner == sender]
    sent = [c.sent_at for c in setting.state.checked_from(sender) if c.sent_at is not None]
    days += [(moment - first_sent(sender)).days for moment in sent]
    name, data = version(sender, max([*days, -1]) + 1)
    setting.inbox.files[sender, name] = data
    pipeline.advance(setting.tools, Actor(SYSTEM, account()))


def step(setting: Setting, pick: int = 0) -> Wait | None:
    """Follow one of the waits; None when the edition is finished.

    Raises:
        DeadEnd: doing it changed nothing, or it was refused.
    """
    waits = pipeline.waits(setting.tools)
    if not waits:
        assert setting.phase() is Phase.FINISHED, "waits for nothing, and is not finished"
        return None
    now = [wait for wait in waits if wait.when is When.NOW]
    assert now, "nothing can be done now"
    wait = now[pick % len(now)]
    before = setting.standing()
    try:
        do(setting, wait, pick)
    except BnaError as refused:
        raise DeadEnd(f"{setting.phase().value}: {wait.sentence!r} was refused: {refused}") from refused
    if setting.standing() == before:
        raise DeadEnd(f"{setting.phase().value}: {wait.sentence!r} moves nothing")
    return wait


def require_commands(waits: tuple[Wait, ...], setting: Setting) -> None:
    """Every command that a wait names exists and takes what stands in it; its sentence holds it."""
    for wait in waits:
        if wait.command is None:
            continue
        parsed(filled_in(setting, wait))
        assert (
            f"`{wait.command}`" in wait.sentence
            or wait.when is When.LATER
            or wait.act in (Outside.RESTORE, Outside.RECEIVE)
        )


__all__ = ["AGENCY", "CITY", "Any", "DeadEnd", "Path", "actor", "cast", "do", "require_commands", "run_command", "step"]
