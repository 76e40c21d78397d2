"""How the machine is run: how many runs, of how many steps, and with which seed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.machine import machine_from, stories
from tests.machine.setting import Setting
from tests.machine.tally import Tally


@cache
def told(templates: Path) -> dict[str, Setting]:
    """The settings at which runs begin, with documents and signatures made in a moment."""
    return stories(Setting(templates))


def near(beginnings: dict[str, Setting], where: Sequence[str]) -> dict[str, Setting]:
    """Settings such that every run begins at one of these, wherever it would begin."""
    return {name: beginnings[where[number % len(where)]] for number, name in enumerate(beginnings)}


def run(
    beginnings: dict[str, Setting],
    *,
    runs: int,
    steps: int,
    derandomize: bool = True,
    shrink: bool = True,
    tally: Tally | None = None,
    leaning: Collection[str] = (),
) -> Tally:
    """Run the machine; what was tried.

    Args:
        beginnings: the settings at which runs begin.
        derandomize: the same runs every time.
        shrink: on a fault look for the shortest way to it.
        leaning: names of acts that happen more often than else.

    Raises:
        AssertionError: something does not hold; hypothesis prints the steps to it.
    """
    tally = tally or Tally()
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    run_state_machine_as_test(
        machine_from(beginnings, tally, leaning),
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            derandomize=derandomize,
            database=None,
            deadline=None,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return tally
