"""Anybody tries anything in any order, and what must hold holds; a fault in the review code does not go unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine.desk_faults import DESK_NEAR
from tests.machine.faults import NEAR, QUICK, Fault
from tests.machine.leaning import LEANING
from tests.machine.quick import quick_documents
from tests.machine.running import near, run, told
from tests.machine.setting import lay_out_setting
from tests.machine.tally import Tally
from tests.support.budget import THOROUGH, budget

pytestmark = pytest.mark.xdist_group("machine")

CLEAN = 2
"""So many of the same runs are made without the fault: the test before it makes many more."""


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = lay_out_setting(tmp_path_factory.mktemp("volgorde"))
    with quick_documents(folder):
        told(folder)  # played before any fault is planted
        yield folder


def test_no_order_of_acts_breaks_a_rule_and_from_everywhere_the_waits_lead_to_the_end(templates: Path) -> None:
    tally = run(told(templates), runs=budget(4, 30), steps=budget(20, 30))
    print("\n".join(tally.lines()))
    assert tally.phases["afgesloten"] and tally.phases["ondertekend"]


@pytest.mark.parametrize("fault", (*NEAR, *DESK_NEAR) if THOROUGH else QUICK, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(templates: Path, fault: Fault) -> None:
    beginnings, leaning, tally = near(told(templates), (NEAR | DESK_NEAR)[fault]), LEANING.get(fault, ()), Tally()
    with fault(), pytest.raises((AssertionError, BaseExceptionGroup)):
        run(beginnings, runs=400, steps=30, shrink=False, tally=tally, leaning=leaning)
    # Without the fault nothing is found in the same runs.
    run(beginnings, runs=min(tally.examples, CLEAN), steps=30, leaning=leaning)
    print(f"{fault.__name__}: found in run {tally.runs}, after {tally.steps} steps")
