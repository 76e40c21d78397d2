"""What moved and what is to be looked at, as a coordinator reads it in the terminal."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from bna_pipeline.cli.moved_page import moved_lines, seen_lines
from bna_pipeline.views.movement import MilestoneLine, MovementLine, ObservationsLine, movement_counts


def line(**changes: Any) -> MovementLine:
    same: dict[str, Any] = {
        "action": "T-01",
        "title": "Stages",
        "formerly": None,
        "before": "vertraagd",
        "now": "vertraagd",
        "direction": "gelijk",
        "milestones": (),
        "money_before": None,
        "money_now": None,
    }
    return MovementLine(**{**same, **changes})


def told(*lines: MovementLine) -> list[str]:
    status: Any = SimpleNamespace(movement=lines, movement_counts=movement_counts(lines))
    return list(moved_lines(status))


def test_only_what_changed_has_a_line_and_everything_is_counted() -> None:
    assert told(line(), line(direction="vooruit", now="gerealiseerd")) == [
        "Sinds de vorige editie (gelijk: 1, vooruit: 1)",
        "  T-01 Stages: vooruit (vertraagd -> gerealiseerd)",
    ]
    assert told() == []


def test_an_action_of_which_nobody_reported_yet_is_only_counted() -> None:
    silent = line(direction="niet gemeld", now=None, money_before=Decimal(1250000))
    reported = line(direction="niet gemeld", before=None)
    assert told(silent, reported) == [
        "Sinds de vorige editie (niet gemeld: 2)",
        "  T-01 Stages: niet gemeld (vertraagd)",
    ]


def test_a_line_says_everything_that_changed_but_milestones_that_are_new() -> None:
    milestones = (
        MilestoneLine(change="verschoven", title="Opening", before="1 mei 2020", now="1 juni 2020"),
        MilestoneLine(change="nieuw", title="Plan", before=None, now="1 juli 2021"),
    )
    changed = line(formerly="Plekken", milestones=milestones, money_before=Decimal(1250000), money_now=None)
    assert told(changed)[1] == "  T-01 Stages: heette Plekken; verschoven: Opening; bedrag: € 1.250.000 -> geen"


def test_a_new_action_has_no_status_before_it() -> None:
    assert told(line(direction="nieuw", before=None, now=None))[1] == "  T-01 Stages: nieuw"


def test_what_is_to_be_looked_at_is_named_and_nothing_is_said_where_there_is_nothing() -> None:
    quiet = ObservationsLine(
        contradictions=(), settled=2, pointers=0, doubles=0, unreported=(), owed=(), page="outbox/x.html"
    )
    assert list(seen_lines(quiet)) == list(seen_lines(None)) == []
    full = quiet.model_copy(update={"pointers": 2, "doubles": 1, "unreported": ("T-01",), "owed": ("T-02", "T-03")})
    assert list(seen_lines(full)) == [
        "Samenhang",
        "  om na te kijken: 2",
        "  voorbeelden die op elkaar lijken: 1",
        "  nog niets gemeld over: T-01",
        "  wordt later aangeleverd: T-02, T-03",
        "  outbox/x.html",
    ]
