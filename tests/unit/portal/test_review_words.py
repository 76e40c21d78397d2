"""What a reviewer's page says: the one thing asked, every section once, a decision in words before it is given."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.reading import EarlierDecision, Reading, Section, SectionChange, SectionReading
from bna_pipeline.portal.review_words import VERDICTS, confirming, groups_of, recorded, turn_of

COVERS = ("Uw akkoord geldt voor 2 van de 3 onderdelen van concept 2: A en B.",)
CHANGE = SectionChange(kind="gewijzigd", words="1 gewijzigd", html="<p>x</p>")


def section(number: int, **how: Any) -> SectionReading:
    prefix = "brief" if number % 2 else "rapport"
    return SectionReading(
        id=f"{prefix}.deel{number}",
        title=f"Deel {number}",
        sha256="0" * 64,
        derived=False,
        html="<section></section>",
        **how,
    )


def reading(*sections: SectionReading, **how: Any) -> Reading:
    usual: dict[str, Any] = {
        "edition": "bna-2020",
        "title": "Voortgang 2020",
        "phase": "concept",
        "stage": "beleid",
        "stage_name": "Beleid",
        "person": "adviseur",
        "person_name": "Adviseur",
        "reviewer": "adviseur",
        "reviewer_name": "Adviseur",
        "draft": 2,
        "made": datetime(2020, 5, 20, 9, tzinfo=UTC),
        "reason": "nieuw",
        "files": (),
        "others": (Section(id="rapport.omslag", title="Omslag"),),
        "seen": "1" * 64,
        "covers": COVERS,
        "may_decide": True,
        "may_withdraw": False,
    }
    return Reading(sections=sections, **{**usual, **how})


sections = st.lists(st.tuples(st.booleans(), st.sampled_from([None, CHANGE])), min_size=1, max_size=30).map(
    lambda states: tuple(section(n, needed=needed, change=change) for n, (needed, change) in enumerate(states))
)


@given(sections)
def test_every_section_stands_once_and_what_changed_stands_open(shown: tuple[SectionReading, ...]) -> None:
    groups = groups_of(reading(*shown))
    listed = [s.id for _, _, of_it, _ in groups for s in of_it]
    assert sorted(listed) == sorted(s.id for s in shown)
    assert all(opened for _, _, of_it, opened in groups for s in of_it if s.change is not None)


@pytest.mark.parametrize(
    ("how", "opens", "heading"),
    [
        ({}, True, "Beslis over 1 onderdeel: Deel 0"),
        ({"others": ()}, True, "Beslis over concept 2: rapportage en brief"),
        ({"reconfirmable": True}, True, "Bevestig uw akkoord"),
        ({"returned": True}, False, "U hebt dit concept teruggestuurd"),
        ({"done": True}, False, "U bent klaar: uw akkoord geldt"),
        ({"may_decide": False, "why_not": "Nog niet aan de beurt. Eerst beleid."}, False, "U hoeft nu niets te doen"),
    ],
)
def test_the_top_of_the_page_says_the_one_thing_that_is_asked(how: dict[str, Any], opens: bool, heading: str) -> None:
    turn = turn_of(reading(section(0, needed=True), **how), may_act=True)
    assert (turn.open, turn.heading) == (opens, heading)
    assert all(sentence.endswith(".") for sentence in turn.sentences)


def test_why_it_is_not_ones_turn_is_said_shortly_and_the_rest_for_who_wants_it() -> None:
    turn = turn_of(reading(section(0), may_decide=False, why_not="Nog niet aan de beurt. Eerst beleid."), may_act=True)
    assert (turn.sentences, turn.waits_for) == (("Nog niet aan de beurt.",), "Eerst beleid.")


def test_whose_silence_agreed_is_not_told_that_his_approval_stands() -> None:
    silent = EarlierDecision(
        draft=2,
        verdict=Verdict.NO_OBJECTION,
        comment="",
        at=datetime(2020, 5, 20, 9, tzinfo=UTC),
        given_by="systeem",
        given_by_name="het systeem",
        latest=True,
        words="Geldt nog.",
    )
    turn = turn_of(reading(section(0), done=True, decisions=(silent,)), may_act=True)
    assert "akkoord" not in turn.heading and "geen bezwaar" in turn.sentences[0]
    assert "anders besluiten" in turn.sentences[1] and not turn.open
    assert len(turn_of(reading(section(0), done=True, decisions=(silent,)), may_act=False).sentences) == 1


def test_whose_return_stands_on_a_newer_draft_reads_of_which_draft_and_why() -> None:
    back = EarlierDecision(
        draft=1,
        verdict=Verdict.RETURN,
        comment="Te lang.",
        at=datetime(2020, 5, 20, 9, tzinfo=UTC),
        given_by="lezer",
        given_by_name="De lezer",
        latest=True,
        words="Geldt.",
    )
    turn = turn_of(reading(section(0), returned=True, decisions=(back,)), may_act=True)
    assert turn.heading == "U hebt concept 1 teruggestuurd" and not turn.open
    (said,) = turn.sentences
    assert said.startswith("In uw deel van concept 2 is niets veranderd.") and "nu nog anders besluiten" in said
    (said,) = turn_of(reading(section(0), returned=True, decisions=(back,)), may_act=False).sentences
    assert "anders besluiten" not in said


def test_whom_nobody_waits_for_is_not_asked_to_decide() -> None:
    """Two of three were enough: the third may still speak, and need not."""
    turn = turn_of(reading(section(0, needed=True)), may_act=True, waited_for=False)
    assert (turn.open, turn.heading) == (False, "Uw besluit is niet meer nodig")


def test_who_cannot_act_any_more_is_not_told_that_he_can_withdraw() -> None:
    done = reading(section(0), done=True, may_withdraw=True)
    assert any("intrekken" in said for said in turn_of(done, may_act=True).sentences)
    assert not any("intrekken" in said for said in turn_of(done, may_act=False).sentences)


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.REMARK, Verdict.RETURN, Verdict.WITHDRAW])
def test_a_decision_is_put_in_words_with_for_whom_and_what_it_is_about(verdict: Verdict) -> None:
    shown = reading(section(0, needed=True), reviewer="directeur", reviewer_name="Directeur")
    words = confirming(verdict, shown)
    assert "namens Directeur" in words.heading
    assert words.follows
    assert (words.covers == COVERS) is verdict.approves, "only an approval covers what it says of an approval"
    assert verdict.approves or "Deel 0" in words.covers[0]


def test_what_is_told_afterwards_says_whether_it_is_new() -> None:
    assert "over concept 2" in recorded(Verdict.APPROVE, 2, changed=True)
    assert "was al vastgelegd" in recorded(Verdict.APPROVE, 2, changed=False)
    assert "ingetrokken" in recorded(Verdict.WITHDRAW, 2, changed=True)


def test_nobody_can_choose_what_only_silence_gives() -> None:
    assert Verdict.NO_OBJECTION not in {Verdict(value) for value, _, _ in VERDICTS}
