"""What time does to the route, and what people decide about it: terms, absences, silence that is agreement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import (
    NotAllowed,
    NothingToWithdraw,
    OutsideStage,
    Refused,
    TransitionRefused,
    UnknownPerson,
    UnknownStage,
    WrongUse,
)
from bna_pipeline.model.base import SYSTEM
from bna_pipeline.model.draft import Decision, Outcome, SectionMark, Verdict
from bna_pipeline.model.events import DecisionGiven, ReviewCompleted
from bna_pipeline.model.review_events import StageOpened, StageSetBack, TermExpired
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import When
from bna_pipeline.pipeline.digest import _yours
from bna_pipeline.pipeline.failing import troubles
from bna_pipeline.pipeline.moved import moved
from bna_pipeline.pipeline.route_watching import route_watch, watch_of
from bna_pipeline.pipeline.tools import Actor, record
from bna_pipeline.pipeline.whose_turn import turns
from bna_pipeline.portal.review_words import turn_of
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_rounds import CITY, SENT, arrive
from tests.unit.pipeline.world import READERS, World, actor, programme_data

CHANGED = SENT.replace(b"2020-02-13T13", b"2020-02-14T13").replace(b"drie sporthallen", b"vier sporthallen")
MONDAY = date(2020, 1, 13)
Timed = Callable[..., World]


@pytest.fixture
def timed(at: At) -> Timed:
    """The world while people review its second draft, under a route whose stages have these terms and rules."""

    def laid_out(**stages: dict[str, Any]) -> World:
        data = programme_data()
        for stage in data["review"]:
            stage.update(stages.get(stage["id"], {}))
        next(p for p in data["people"] if p["id"] == "programmadirecteur")["deputy"] = "lezer-techniek"
        world = at(Phase.CONCEPT).with_programme(data)
        world.advance()
        return world

    return laid_out


def later(world: World, days: float) -> None:
    world.clock.moment += timedelta(days=days)


def watched(world: World, stage: str = "lezers") -> Any:
    return watch_of(route_watch(world.tools, world.state), stage)


def said(steps: tuple[pipeline.Step, ...]) -> str:
    return " ".join(sentence for step in steps for sentence in step.said)


def extend(world: World, until: date, by: str = "coordinator", stage: str = "lezers", reason: str = "druk") -> Any:
    return pipeline.extend_term(world.tools, actor(by), stage=stage, until=until, reason=reason)


def be_away(
    world: World, person: str, first: date, last: date, by: str | None = None, deputy: str | None = None
) -> Any:
    return pipeline.note_absence(world.tools, actor(by or person), person=person, first=first, last=last, deputy=deputy)


# -- terms -----------------------------------------------------------------------------------------------


def test_a_term_runs_from_the_day_on_which_a_stage_is_reached_and_counts_working_days(timed: Timed) -> None:
    world = timed(lezers={"term": 5}, directie={"term": 3})
    opened = world.events(StageOpened)[-1]
    assert (opened.stage, opened.draft, opened.due) == ("lezers", 2, date(2020, 1, 20)), "five working days on"
    later(world, 2)
    world.approve("lezers", *READERS)
    assert "Stap 'Programmadirectie' is aan de beurt" in said(world.advance())
    assert world.events(StageOpened)[-1].due == date(2020, 1, 20), "Wednesday and three working days"
    assert said(world.advance()) == ""


def test_a_passed_term_is_said_once_and_decides_nothing_and_a_late_decision_is_taken_and_shown_as_late(
    timed: Timed,
) -> None:
    world = timed(lezers={"term": 1})
    later(world, 1)  # to the end of its last day
    world.advance()
    assert not world.events(TermExpired) and watched(world).working_days_left == 0
    later(world, 1)
    assert "is verlopen" in said(world.advance()) and said(world.advance()) == ""
    assert (watched(world).expired, watched(world).working_days_left) == (True, -1)
    assert world.phase() is Phase.CONCEPT and not world.events(DecisionGiven)
    (way_on,) = (w for w in pipeline.waits(world.tools) if w.act is Act.EXTEND_TERM)
    assert way_on.when is When.INSTEAD and way_on.command is not None and "--stage lezers" in way_on.command
    world.approve("lezers", *READERS)
    assert watched(world).reviewer("lezer-rijk").late
    assert not any(w.act is Act.EXTEND_TERM for w in pipeline.waits(world.tools)), "it lacks nothing any more"


def test_the_coordinator_extends_a_term_and_only_to_a_later_day_that_is_still_to_come(timed: Timed) -> None:
    world = timed(lezers={"term": 1})
    later(world, 9)
    world.advance()
    for until in (date(2020, 1, 14), date(2020, 1, 21)):
        with pytest.raises(WrongUse):
            extend(world, until)
    for until in (date(2021, 1, 24), date.max):
        with pytest.raises(WrongUse, match="meer dan een jaar"):
            extend(world, until)
    with pytest.raises(WrongUse, match="reden"):
        extend(world, date(2020, 1, 24), reason=" ")
    with pytest.raises(NotAllowed, match="Programmamanager"):
        extend(world, date(2020, 1, 24), by="lezer-rijk")
    with pytest.raises(UnknownStage):
        extend(world, date(2020, 1, 24), stage="nergens")
    with pytest.raises(TransitionRefused, match="nog niet aan de beurt"):
        extend(world, date(2020, 1, 24), stage="directie")
    step = extend(world, date(2020, 1, 25))
    assert step.changed and "zaterdag 25 januari 2020 is geen werkdag" in " ".join(step.said)
    assert not extend(world, date(2020, 1, 25)).changed, "the same again is on record"
    assert (watched(world).expired, watched(world).due) == (False, date(2020, 1, 25))
    later(world, 3)
    world.advance()
    later(world, 1)
    world.advance()
    assert [e.due for e in world.events(TermExpired)] == [date(2020, 1, 14), date(2020, 1, 25)]


def test_a_stage_without_a_term_or_that_is_done_is_not_extended(timed: Timed) -> None:
    world = timed(directie={"term": 2})
    with pytest.raises(TransitionRefused, match="heeft geen termijn"):
        extend(world, date(2020, 1, 24))
    world.approve("lezers", *READERS)
    with pytest.raises(TransitionRefused, match="al rond"):
        extend(world, date(2020, 1, 24))


def test_the_next_draft_begins_every_term_anew_and_so_does_a_stage_that_was_set_back(timed: Timed) -> None:
    world = timed(lezers={"term": 1}, directie={"term": 2})
    later(world, 2)
    world.advance()
    arrive(world, CITY, "later.yaml", CHANGED)
    world.advance()
    assert (watched(world).due, watched(world).expired) == (date(2020, 1, 16), False)
    world.approve("lezers", *READERS)
    world.advance()
    pipeline.decide(world.tools, actor("lezer-rijk"), stage="lezers", verdict=Verdict.RETURN, comment="toch niet")
    assert "niet meer aan de beurt" in said(world.advance()) and len(world.events(StageSetBack)) == 1
    assert watched(world, "directie").due is None
    later(world, 7)
    world.approve("lezers", "lezer-rijk")
    world.advance()
    assert watched(world, "directie").due == date(2020, 1, 24), "a whole term"


def test_a_term_passes_at_midnight_in_the_netherlands_and_who_decides_just_before_it_is_in_time(timed: Timed) -> None:
    world = timed(lezers={"term": 1, "needed": "all"})
    world.clock.moment = datetime(2020, 1, 14, 22, 59, tzinfo=UTC)
    world.approve("lezers", "lezer-rijk")
    world.advance()
    assert not world.events(TermExpired)
    world.clock.moment = datetime(2020, 1, 14, 23, 0, tzinfo=UTC)
    world.approve("lezers", "lezer-mensen")
    world.advance()
    assert [e.due for e in world.events(TermExpired)] == [date(2020, 1, 14)]
    assert {r.person for r in watched(world).reviewers if r.late} == {"lezer-mensen"}


def test_in_a_weekend_a_term_that_ended_on_friday_has_passed_and_one_that_ends_on_sunday_is_not_called_today(
    timed: Timed,
) -> None:
    world = timed(lezers={"term": 4})
    later(world, 5)
    words = " ".join(world.waits_for())
    assert watched(world).due == date(2020, 1, 17) and watched(world).days_left == -1
    assert "De termijn is verlopen op vrijdag 17 januari 2020." in words and "vandaag" not in words
    world.advance()
    extend(world, date(2020, 1, 19))
    assert watched(world).days_left == 1 and "Dit kan tot en met zondag 19 januari 2020." in " ".join(world.waits_for())
    later(world, 1)
    assert "Dit kan tot en met zondag 19 januari 2020 (vandaag)." in " ".join(world.waits_for())


def test_a_stage_that_asks_something_else_by_now_is_opened_anew(timed: Timed) -> None:
    world = timed(lezers={"term": 1})
    data = programme_data()
    data["review"][0].update(term=4)
    world = world.with_programme(data)
    later(world, 2)
    world.advance()
    assert not world.events(TermExpired) and watched(world).due == date(2020, 1, 21)


# -- silence ---------------------------------------------------------------------------------------------


def test_silence_until_the_end_of_the_term_is_agreement_where_the_programme_says_so(timed: Timed) -> None:
    world = timed(lezers={"term": 2, "needed": "no objection"})
    world.approve("lezers", "lezer-rijk")
    assert "wie zwijgt, heeft na de termijn geen bezwaar" in " ".join(world.waits_for())
    later(world, 2)
    world.advance()
    assert len(world.events(DecisionGiven)) == 1 and world.phase() is Phase.CONCEPT
    later(world, 1)
    told = said(world.advance())
    silent = [e.decision for e in world.events(DecisionGiven)[1:]]
    assert [(d.reviewer, d.given_by, d.verdict) for d in silent] == [
        (who, "systeem", Verdict.NO_OBJECTION) for who in ("lezer-mensen", "lezer-ruimte", "lezer-techniek")
    ]
    assert all(d.covers for d in silent) and "geen bezwaar binnen de termijn" in told
    digest = " ".join(moved(world.programme, world.ledger.kept, "coordinator"))
    assert "Beleidsmedewerker Ruimte: geen bezwaar binnen de termijn" in digest
    assert "systeem" not in digest and "namens" not in digest, "nobody decided in his place"
    assert not world.events(TermExpired) and watched(world, "directie").opened_at is not None
    with pytest.raises(WrongUse, match="geeft niemand zelf"):
        pipeline.decide(world.tools, actor("lezer-rijk"), stage="lezers", verdict=Verdict.NO_OBJECTION)


@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.WITHDRAW])
@pytest.mark.parametrize("late", [False, True])
def test_whoever_objects_or_takes_a_yes_back_is_not_taken_to_agree_by_his_silence(
    timed: Timed, verdict: Verdict, late: bool
) -> None:
    world = timed(lezers={"term": 2, "needed": "no objection"})
    if late:
        later(world, 3)
        world.advance()
    else:
        world.approve("lezers", "lezer-rijk")
    pipeline.decide(world.tools, actor("lezer-rijk"), stage="lezers", verdict=verdict, comment="nog eens bekijken")
    later(world, 3)
    world.advance()
    lines = {r.person: r for r in pipeline.position(world.tools).stages[0].reviewers}
    assert lines["lezer-rijk"].needed and lines["lezer-rijk"].verdict is verdict
    assert all(not r.needed for who, r in lines.items() if who != "lezer-rijk")
    assert world.events(TermExpired) and world.phase() is Phase.CONCEPT


def test_a_section_that_changes_asks_who_was_silent_again_and_the_others_keep_theirs(timed: Timed) -> None:
    world = timed(lezers={"term": 1, "needed": "no objection"})
    later(world, 2)
    world.advance()
    arrive(world, CITY, "later.yaml", CHANGED)
    world.advance()
    lines = {r.person: r for r in pipeline.position(world.tools).stages[0].reviewers}
    assert {who: bool(r.needed) for who, r in lines.items()} == {
        "lezer-mensen": True,
        "lezer-ruimte": True,
        "lezer-techniek": False,
        "lezer-rijk": True,
    }
    assert all(r.standing for r in lines.values()) and watched(world).due == date(2020, 1, 16)


def test_an_edition_in_which_silence_counted_is_packed_and_verifies_as_any_other(timed: Timed) -> None:
    world = timed(lezers={"term": 1, "needed": "no objection"}, directie={"term": 1})
    later(world, 2)
    world.advance()
    world.approve("directie", "programmadirecteur")
    world.advance()
    world.play_to(Phase.FINISHED)
    approvals = world.outbox.files["pakket/data/approvals.json"].decode()
    assert "geen bezwaar binnen de termijn" in approvals and '"delegated": false' in approvals
    assert '"delegated": true' not in approvals and '"needed": "no objection"' in approvals


# -- absence ---------------------------------------------------------------------------------------------


def test_while_somebody_is_away_his_deputy_decides_in_his_place_and_both_are_on_record(timed: Timed) -> None:
    world = timed(directie={"term": 2})
    world.approve("lezers", *READERS)
    with pytest.raises(OutsideStage, match="geen geldige vervanging"):
        pipeline.decide(
            world.tools,
            actor("lezer-techniek"),
            stage="directie",
            verdict=Verdict.APPROVE,
            on_behalf="programmadirecteur",
        )
    step = be_away(world, "programmadirecteur", MONDAY, date(2020, 1, 17))
    assert "Beleidsmedewerker Techniek kan dan namens Programmadirecteur Regio besluiten" in step.said[0]
    assert not be_away(world, "programmadirecteur", MONDAY, date(2020, 1, 17)).changed
    assert world.state.delegations[0].deputy == "lezer-techniek", "whom the programme names"
    assert "Programmadirecteur Regio is van 13-01-2020 tot en met 17-01-2020 afwezig" in said(world.advance())
    step = pipeline.decide(
        world.tools, actor("lezer-techniek"), stage="directie", verdict=Verdict.APPROVE, on_behalf="programmadirecteur"
    )
    assert step.said == ("lezer-techniek namens programmadirecteur: akkoord in stap directie.",)


def test_a_term_that_falls_in_an_absence_is_warned_of_when_it_is_noted_in_status_and_in_waits(timed: Timed) -> None:
    world = timed(lezers={"term": 3}, directie={"term": 3})
    warned = be_away(world, "lezer-rijk", date(2020, 1, 15), date(2020, 1, 24)).said[-1]
    assert "tot en met 16-01-2020; Accounthouder Regio Deals is" in warned and "geen vervanger" in warned
    assert watched(world).warnings == (warned,)
    assert any("Let op: Accounthouder Regio Deals is afwezig" in sentence for sentence in world.waits_for())
    ahead = be_away(world, "programmadirecteur", date(2020, 1, 17), date(2020, 1, 20), deputy="lezer-ruimte").said[-1]
    assert (
        "naar verwachting aan de beurt van 16-01-2020 tot en met 21-01-2020" in ahead
        and "Beleidsmedewerker Ruimte" in ahead
    )
    pipeline.end_absence(world.tools, actor("coordinator"), person="lezer-rijk", first=date(2020, 1, 15), reason="ziek")
    assert watched(world).warnings == () and watched(world, "directie").warnings == (ahead,)


def test_a_deputy_who_is_away_himself_is_said_to_be_also_when_his_absence_is_noted_last(timed: Timed) -> None:
    world = timed(lezers={"term": 3, "needed": "all"})
    be_away(world, "lezer-rijk", date(2020, 1, 14), date(2020, 1, 24), deputy="programmadirecteur")
    step = be_away(world, "programmadirecteur", date(2020, 1, 20), date(2020, 1, 24), deputy="lezer-ruimte")
    assert "zelf ook afwezig" not in " ".join(step.said), "after the term"
    pipeline.end_absence(
        world.tools, actor("coordinator"), person="programmadirecteur", first=date(2020, 1, 20), reason="eerder weg"
    )
    (_, warned, *_) = be_away(
        world, "programmadirecteur", date(2020, 1, 16), date(2020, 1, 24), deputy="lezer-ruimte"
    ).said
    assert "namens Accounthouder Regio Deals kan Programmadirecteur Regio besluiten" in warned
    assert warned.endswith("maar Programmadirecteur Regio is dan zelf ook afwezig.")
    later(world, 5)
    world.advance()
    assert all("liep tot en met 16-01-2020" in w for w in watched(world).warnings) and watched(world).warnings


def test_a_warning_is_of_whom_it_is_about_also_where_one_name_ends_with_another(at: At) -> None:
    data = programme_data()
    data["review"][0].update(term=3)
    names = {"lezer-techniek": "Berg", "lezer-rijk": "Van den Berg"}
    for person in data["people"]:
        person["name"] = names.get(person["id"], person["name"])
    world = at(Phase.CONCEPT).with_programme(data)
    world.advance()
    be_away(world, "lezer-rijk", date(2020, 1, 15), date(2020, 1, 24))
    assert be_away(world, "lezer-techniek", date(2020, 3, 2), date(2020, 3, 6)).said == (
        "Berg is van 02-03-2020 tot en met 06-03-2020 afwezig; er is geen vervanger.",
    )
    assert "Van den Berg is" in (watched(world).reviewer("lezer-rijk").warning or "")
    assert watched(world).reviewer("lezer-techniek").warning is None


def test_who_sent_the_draft_back_is_no_longer_waited_for_and_needs_no_deputy(timed: Timed) -> None:
    """The next draft is what is waited for, as the coordinator's own list says."""
    world = timed(lezers={"term": 1, "needed": "all"})
    pipeline.decide(world.tools, actor("lezer-rijk"), stage="lezers", verdict=Verdict.RETURN, comment="een fout")
    be_away(world, "lezer-rijk", MONDAY, date(2020, 1, 24))
    waits = {r.person: r.waited_for for r in watched(world).reviewers}
    assert watched(world).warnings == () and not waits["lezer-rijk"] and any(waits.values())
    later(world, 2)
    world.advance()
    (late,) = (t.what for t in troubles(world.tools, world.state) if "termijn" in t.what)
    assert "Beleidsmedewerker Arbeidsmarkt" in late and "Accounthouder" not in late
    world.approve("lezers", "lezer-mensen", "lezer-ruimte", "lezer-techniek")
    assert not [t for t in troubles(world.tools, world.state) if "termijn" in t.what], "nobody is late any more"


def test_an_absence_is_ended_and_the_deputy_no_longer_decides(timed: Timed) -> None:
    world = timed()
    be_away(world, "lezer-rijk", MONDAY, date(2020, 1, 24), deputy="lezer-techniek")
    with pytest.raises(NothingToWithdraw, match="vanaf 13-01-2020"):
        pipeline.end_absence(world.tools, actor("lezer-rijk"), person="lezer-rijk", first=date(2020, 1, 14), reason="x")
    with pytest.raises(WrongUse, match="reden"):
        pipeline.end_absence(world.tools, actor("lezer-rijk"), person="lezer-rijk", first=MONDAY, reason=" ")
    pipeline.end_absence(world.tools, actor("lezer-rijk"), person="lezer-rijk", first=MONDAY, reason="terug")
    assert not world.state.in_force and not world.state.course.absences
    with pytest.raises(OutsideStage):
        pipeline.decide(
            world.tools, actor("lezer-techniek"), stage="lezers", verdict=Verdict.APPROVE, on_behalf="lezer-rijk"
        )


def test_a_deputy_who_no_longer_decides_is_asked_nothing_and_the_absence_has_nobody_from_then_on(timed: Timed) -> None:
    """The coordinator ends what came with an absence as any other delegation; then the reader himself is asked."""
    world = timed(lezers={"term": 3, "needed": "all"})
    world.approve("lezers", "lezer-rijk")
    be_away(world, "lezer-rijk", MONDAY, date(2020, 1, 24), deputy="lezer-techniek")
    pipeline.end_delegation(
        world.tools, actor("coordinator"), principal="lezer-rijk", deputy="lezer-techniek", reason="te druk"
    )
    arrive(world, CITY, "later.yaml", CHANGED)
    assert "lezer-rijk" not in said(world.advance())
    asked = {turn.principal: turn.person for turn in turns(world.tools, world.state)}
    assert asked["lezer-rijk"] == "lezer-rijk", "his approval lapsed in part, and nobody decides in his place"
    (away,) = world.state.course.absences
    assert away.deputy is None and "geen vervanger" in " ".join(watched(world).warnings)
    pipeline.end_absence(world.tools, actor("lezer-rijk"), person="lezer-rijk", first=MONDAY, reason="terug")
    assert not world.state.course.absences


def test_a_deputy_whom_the_programme_knows_no_more_or_no_longer_as_a_reviewer_is_nobodys_deputy(timed: Timed) -> None:
    world = timed(lezers={"term": 3, "needed": "all"})
    world.approve("lezers", "lezer-rijk")
    be_away(world, "lezer-rijk", MONDAY, date(2020, 1, 24), deputy="programmadirecteur")
    data = programme_data()
    data["review"][0].update(term=3, needed="all")
    data["review"][1]["reviewers"] = [{"person": "lezer-techniek"}]
    director = next(p for p in data["people"] if p["id"] == "programmadirecteur")
    for people in (
        [p for p in data["people"] if p is not director],
        [p if p is not director else {**p, "roles": ["auditor"]} for p in data["people"]],
    ):
        changed = world.copy().with_programme({**data, "people": people})
        arrive(changed, CITY, "later.yaml", CHANGED)
        changed.advance()
        assert {turn.principal: turn.person for turn in turns(changed.tools, changed.state)}[
            "lezer-rijk"
        ] == "lezer-rijk"
        assert "geen vervanger" in " ".join(watched(changed).warnings)
        assert any("Accounthouder Regio Deals is afwezig" in sentence for sentence in changed.waits_for())


@pytest.mark.parametrize(
    ("person", "first", "last", "by", "deputy", "error"),
    [
        ("lezer-rijk", 3, 1, "lezer-rijk", None, WrongUse),
        ("lezer-rijk", -9, -2, "lezer-rijk", None, WrongUse),
        ("lezer-rijk", 2, 9, "lezer-rijk", None, WrongUse),
        ("lezer-rijk", 20, 21, "lezer-mensen", None, NotAllowed),
        ("lezer-rijk", 20, 21, "lezer-rijk", "kabinetschef", NotAllowed),
        ("lezer-rijk", 20, 21, "lezer-rijk", "lezer-rijk", WrongUse),
        ("gedeputeerde", 20, 21, "coordinator", "lezer-rijk", OutsideStage),
        ("niemand", 20, 21, "coordinator", None, UnknownPerson),
    ],
)
def test_what_is_no_absence_is_refused_and_changes_nothing(
    timed: Timed, person: str, first: int, last: int, by: str, deputy: str | None, error: type[Refused]
) -> None:
    world = timed()
    be_away(world, "lezer-rijk", MONDAY, MONDAY + timedelta(days=4))
    before = world.state
    with pytest.raises(error):
        be_away(world, person, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last), by, deputy)
    assert world.state == before


# -- side by side ----------------------------------------------------------------------------------------


def test_stages_side_by_side_are_opened_together_and_the_next_waits_for_both(timed: Timed) -> None:
    world = timed(lezers={"term": 2}, directie={"term": 4, "beside": True})
    assert {e.stage for e in world.events(StageOpened)[-2:]} == {"lezers", "directie"}
    world.approve("directie", "programmadirecteur")
    assert not world.advance()[0].changed and world.phase() is Phase.CONCEPT
    world.approve("lezers", *READERS)
    world.advance()
    assert world.phase() is Phase.FOR_ADOPTION


# -- a return that stands --------------------------------------------------------------------------------


def test_a_draft_that_leaves_his_part_as_it_was_does_not_close_a_stage_over_his_return(timed: Timed) -> None:
    """One of those who read a part is enough; who sent it back is not passed over by a draft about other things."""
    world = timed(lezers={"term": 3, "needed": 1}, directie={"term": 3})
    pipeline.decide(
        world.tools, actor("lezer-techniek"), stage="lezers", verdict=Verdict.RETURN, comment="Het jaar klopt niet."
    )
    world.approve("lezers", "lezer-rijk")
    arrive(world, CITY, "later.yaml", CHANGED)
    world.advance()
    world.approve("lezers", "lezer-rijk")
    world.advance()
    (stage, director) = pipeline.position(world.tools).stages
    assert not stage.missing and not stage.satisfied and not director.reached
    assert [r.person for r in stage.returned_by] == ["lezer-techniek"]
    assert "lezer-techniek" not in {turn.person for turn in turns(world.tools, world.state)}, (
        "he said what he says of it"
    )
    (way_on,) = (w for w in pipeline.waits(world.tools) if w.act is Act.DECIDE and w.when is When.NOW)
    assert way_on.who == ("lezer-techniek",)
    assert (
        'heeft concept 2 teruggestuurd met de opmerking: "Het jaar klopt niet.". In concept 3 is dat deel nog hetzelfde'
        in way_on.sentence
    )
    (to_do,) = (s for s in _yours(world.tools, world.state, "coordinator") if "stuurde" in s)
    assert to_do == (
        "Het deel van Beleidsmedewerker Techniek wijzigen, of om een nieuw besluit vragen: Beleidsmedewerker Techniek "
        "stuurde concept 2 terug: ‘Het jaar klopt niet.’. In concept 3 is dat deel nog hetzelfde."
    )
    shown = pipeline.reading(world.tools, person="lezer-techniek", stage="lezers")
    assert shown.returned and shown.may_decide and shown.may_withdraw
    assert shown.decisions[0].words == "Geldt: concept 2 is teruggestuurd. In concept 3 is dit deel nog hetzelfde."
    later(world, 9)
    assert "is verlopen" in said(world.advance()) and world.phase() is Phase.CONCEPT
    world.approve("lezers", "lezer-techniek")
    assert watched(world, "directie").opened_at is None and "is aan de beurt" in said(world.advance())


def test_a_ledger_that_completed_a_review_over_a_return_says_what_is_lacking_and_nothing_is_adopted(at: At) -> None:
    """As it was once recorded: two of three approved, a newer draft lifted the return of the third."""
    world = at(Phase.FOR_ADOPTION)
    data = programme_data()
    data["review"][0].update(needed=1)
    world = world.with_programme(data)
    (made, techniek) = (world.state.draft, world.tools.programme.stage("lezers").reviewers[2])
    assert made is not None and techniek.person == "lezer-techniek"
    marks = tuple(SectionMark(id=s.id, sha256=s.sha256) for s in made.sections if techniek.covers(s.id))
    back = Decision(
        stage="lezers",
        reviewer=techniek.person,
        given_by=techniek.person,
        verdict=Verdict.RETURN,
        comment="nee",
        draft=made.version,
        covers=marks,
        at=world.clock.now(),
    )
    record(world.tools, actor(techniek.person), lambda _: DecisionGiven(decision=back))
    arrive(world, CITY, "later.yaml", CHANGED)
    world.advance()
    world.approve("lezers", "lezer-rijk")
    newest = world.state.draft
    assert newest is not None and newest.version > made.version
    record(world.tools, Actor(SYSTEM, "proef"), lambda _: ReviewCompleted(draft=newest.version, sections="0" * 64))
    assert world.phase() is Phase.FOR_ADOPTION
    world.advance()
    assert any("dat blijft gelden" in sentence for sentence in world.waits_for())
    with pytest.raises(Refused):
        pipeline.adopt(world.tools, actor("kabinetschef"), on=date(2020, 3, 17), number="1", outcome=Outcome.ADOPTED)
    world.approve("lezers", "lezer-techniek")
    assert not any("dat blijft gelden" in sentence for sentence in world.waits_for())


# -- so many different people ----------------------------------------------------------------------------


def test_who_decides_in_two_places_is_one_of_two_and_where_no_other_can_it_is_said(timed: Timed) -> None:
    """Readers of the whole report are two; one is away and the other decides in his place."""
    world = timed(lezers={"term": 3, "needed": 2})
    be_away(world, "lezer-rijk", MONDAY, date(2020, 1, 24), deputy="lezer-mensen")
    world.approve("lezers", "lezer-mensen", "lezer-ruimte", "lezer-techniek")
    asked = {(turn.principal, turn.person) for turn in turns(world.tools, world.state)}
    assert asked == {("lezer-rijk", "lezer-mensen")}, "of the letter he reads alone"
    shown = pipeline.reading(world.tools, person="lezer-mensen", stage="lezers", on_behalf="lezer-rijk")
    assert any("Samen telt dat als één persoon." in sentence for sentence in shown.covers)
    (why,) = {t.what: t.do for t in troubles(world.tools, world.state) if "verschillende mensen" in t.what}.items()
    assert why == (
        "In stap 'Meelezers' kunnen nu te weinig verschillende mensen besluiten: Beleidsmedewerker "
        "Arbeidsmarkt besluit namens Accounthouder Regio Deals.",
        "Wijs een andere vervanger aan, of vraag Accounthouder Regio Deals om zelf te besluiten.",
    )
    pipeline.decide(world.tools, actor("lezer-mensen"), stage="lezers", verdict=Verdict.APPROVE, on_behalf="lezer-rijk")
    stage = pipeline.position(world.tools).stages[0]
    assert not stage.satisfied and stage.missing and not any(r.needed for r in stage.reviewers)
    assert turns(world.tools, world.state) == (), "his deputy is asked no more: that would count for nothing"
    sentence = next(s for s in world.waits_for() if s.startswith("In stap"))
    assert "Nodig zijn 2 verschillende mensen: Beleidsmedewerker Arbeidsmarkt telt één keer mee" in sentence
    assert "te weinig verschillende mensen" in sentence and "--as lezer-rijk" in sentence
    read = pipeline.reading(world.tools, person="lezer-rijk", stage="lezers")
    turn = turn_of(read, may_act=True, waited_for=watched(world).reviewer("lezer-rijk").waited_for)
    assert turn.open and turn.heading == "Beslis zelf over concept 2"
    read = pipeline.reading(world.tools, person="lezer-mensen", stage="lezers", on_behalf="lezer-rijk")
    turn = turn_of(read, may_act=True, waited_for=True)
    assert not turn.open and "telt als één persoon" in turn.sentences[0]
    pipeline.end_absence(world.tools, actor("lezer-rijk"), person="lezer-rijk", first=MONDAY, reason="terug")
    (asked_himself,) = turns(world.tools, world.state)
    assert (asked_himself.person, bool(asked_himself.text.sections)) == ("lezer-rijk", True)
    assert not [t for t in troubles(world.tools, world.state) if "verschillende mensen" in t.what]
    world.approve("lezers", "lezer-rijk")
    assert pipeline.position(world.tools).stages[0].satisfied
