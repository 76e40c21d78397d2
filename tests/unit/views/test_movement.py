"""What moved and what is to be looked at, as lines with stable keys."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bna_pipeline.model.movement import ActionMovement, Direction, MilestoneChange, MilestoneMove, MoneyMove
from bna_pipeline.model.observations import (
    Contradiction,
    Double,
    ExampleAt,
    Observations,
    PillarLack,
    Pointer,
    PointerKind,
    Side,
)
from bna_pipeline.model.programme import Status
from bna_pipeline.views.movement import movement_counts, movement_lines, observations_line

MOVED = ActionMovement(
    action="T-01",
    title="Stages",
    pillar="talent",
    before=Status.DELAYED,
    now=Status.DONE,
    direction=Direction.FORWARD,
    milestones=(MilestoneMove(change=MilestoneChange.MOVED, title="A", before=date(2020, 5, 1), now=date(2021, 5, 1)),),
    money=MoneyMove(before=Decimal(100), now=None),
)
NEW = ActionMovement(action="T-02", title="Nieuw", pillar="talent", before=None, now=None, direction=Direction.NEW)


def test_a_line_says_both_years_in_words_and_amounts_as_numbers() -> None:
    moved, new = movement_lines((MOVED, NEW))
    assert (moved.before, moved.now, moved.direction) == ("vertraagd", "gerealiseerd", "vooruit")
    assert [(m.change, m.before, m.now) for m in moved.milestones] == [("verschoven", "1 mei 2020", "1 mei 2021")]
    assert (moved.money_before, moved.money_now) == (Decimal(100), None)
    assert (new.before, new.now, new.money_before, new.milestones) == (None, None, None, ())


def test_directions_are_counted_and_those_that_nothing_went_are_left_out() -> None:
    assert movement_counts(movement_lines((MOVED, NEW, NEW))) == {"nieuw": 2, "vooruit": 1}


def test_the_observations_are_told_in_figures_and_what_must_be_done_by_name() -> None:
    sides = (Side(partner="school", action="T-01", value="x"), Side(partner="stad", action="T-01", value="y"))
    told = Contradiction(
        field="status", subject="T-01", action="T-01", about=None, sides=sides, choices=("school", "stad")
    )
    double = Double(exact=True, examples=(ExampleAt(partner="school", action="T-01", title="A"),) * 2)
    lack = PillarLack(
        pillar="talent",
        name="Talent",
        unreported=("T-03",),
        owed=("T-02",),
        without_example=(),
        without_milestone=(),
        silent=(),
    )
    seen = Observations(
        edition="proef-2020",
        contradictions=(told,),
        settled=(told, told),
        pointers=(Pointer(kind=PointerKind.NAME, about="x", sides=sides),),
        doubles=(double,),
        lacks=(lack, lack),
    )
    line = observations_line(seen, "outbox/proef-2020/redactie/samenhang.html")
    assert line.contradictions == ("T-01",)
    assert (line.settled, line.pointers, line.doubles) == (2, 1, 1)
    assert (line.unreported, line.owed) == (("T-03", "T-03"), ("T-02", "T-02"))
    assert line.page is not None and line.page.endswith("samenhang.html")
