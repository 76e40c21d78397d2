"""Where silence agrees, who asked or proposed something and had no answer was not silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bna_pipeline import pipeline
from bna_pipeline.model.draft import REPORT_DOCX, Verdict
from bna_pipeline.model.events import DecisionGiven
from bna_pipeline.model.review_events import TermExpired
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.pipeline.editorial_versions import standing
from bna_pipeline.pipeline.failing import troubles
from bna_pipeline.pipeline.tools import blob_of
from bna_pipeline.pipeline.whose_turn import turns
from tests.support.word_edits import added, edited, kept
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_rounds import CITY, SENT, arrive
from tests.unit.pipeline.world import World, actor, programme_data

READER, OTHERS = "lezer-rijk", ["lezer-mensen", "lezer-ruimte", "lezer-techniek"]
TECHNICIAN = "lezer-techniek"
CHANGED = SENT.replace(b"2020-02-13T13", b"2020-02-14T13").replace(b"drie sporthallen", b"vier sporthallen")
UNCHANGED, MOVED = "rapport.pijler.proeftuinen", "rapport.pijler.leefomgeving"


@pytest.fixture
def world(at: At) -> World:
    """The second draft, in a stage of two working days in which silence agrees; its last day is Wednesday the 15th."""
    data = programme_data()
    data["review"][0].update(term=2, needed="no objection")
    world = at(Phase.CONCEPT).with_programme(data)
    world.advance()
    return world


def remark(world: World, section: str = "rapport.samenvatting", who: str = READER) -> str:
    pipeline.make_remark(world.tools, actor(who), stage="lezers", section=section, text="Klopt dit jaar?")
    return world.state.remarks[-1].remark.id


def answer(world: World, which: str) -> None:
    pipeline.answer_remark(world.tools, actor("coordinator"), remark=which, answer="Ja.", taken_over=False)


def propose(world: World, stage: str | None = None) -> None:
    """A sentence more in the foreword, in Word."""
    made = world.state.draft
    assert made is not None
    text = standing(world.tools, world.state).editorial.foreword[0]
    draft = blob_of(world.tools, made.file(REPORT_DOCX))
    data = edited(draft, lambda e: e.rewrite(text[:30], kept(text), added(" Zo is het.")))
    pipeline.return_word(world.tools, actor(READER), name="concept.docx", data=data, stage=stage)
    assert world.state.proposals.open


def pass_by(world: World, days: int = 3) -> None:
    world.clock.moment += timedelta(days=days)
    world.advance()


def silent(world: World) -> list[str]:
    """Whose silence agreed."""
    given = (e.decision for e in world.events(DecisionGiven))
    return [d.reviewer for d in given if d.verdict is Verdict.NO_OBJECTION]


def sentence(world: World) -> str:
    (found,) = (s for s in world.waits_for() if s.startswith("Accounthouder Regio Deals"))
    return found


def with_remark(world: World) -> str:
    remark(world)
    return "een eigen opmerking heeft nog geen antwoord"


def with_word(world: World) -> str:
    propose(world)
    return "een eigen voorstel in Word heeft nog geen antwoord"


def with_word_for_this_stage(world: World) -> str:
    propose(world, "lezers")
    return "een eigen voorstel in Word heeft nog geen antwoord"


@pytest.mark.parametrize("speak", [with_remark, with_word, with_word_for_this_stage])
def test_who_waits_for_an_answer_is_not_taken_to_agree_and_it_is_said_why(
    world: World, speak: Callable[[World], str]
) -> None:
    why = speak(world)
    assert why in sentence(world)
    assert "Zwijgen telt dan niet als geen bezwaar." in sentence(world)
    asked = {turn.person: turn.text.silence for turn in turns(world.tools, world.state)}
    assert asked == {READER: False} | dict.fromkeys(OTHERS, True), "his mail does not say that silence agrees"
    pass_by(world)
    assert silent(world) == OTHERS and [e.stage for e in world.events(TermExpired)] == ["lezers"]
    assert why in sentence(world) and any(w.act is Act.EXTEND_TERM for w in pipeline.waits(world.tools))
    (late,) = (t for t in troubles(world.tools, world.state) if "termijn van stap" in t.what)
    assert late.what.endswith(f"Accounthouder Regio Deals: {why}, dus zwijgen telt niet als geen bezwaar.")
    assert late.do == "Beantwoord wat nog openstaat en verleng dan de termijn, of wacht het besluit af."
    pass_by(world, 30)
    assert silent(world) == OTHERS and world.phase() is Phase.CONCEPT
    world.approve("lezers", READER)
    assert pipeline.position(world.tools).stages[0].satisfied


def test_an_answer_in_time_lets_his_silence_agree(world: World) -> None:
    answer(world, remark(world))
    pass_by(world)
    assert set(silent(world)) == {READER, *OTHERS} and not world.events(TermExpired)


def test_a_remark_that_he_took_back_is_none(world: World) -> None:
    pipeline.withdraw_remark(world.tools, actor(READER), remark=remark(world))
    pass_by(world)
    assert READER in silent(world)


@pytest.mark.parametrize("seen_before", [True, False])
def test_an_answer_after_the_last_day_agrees_for_nobody_until_he_has_more_time(world: World, seen_before: bool) -> None:
    which = remark(world)
    if seen_before:
        pass_by(world)
        answer(world, which)
    else:
        world.clock.moment += timedelta(days=3)  # nobody looked when the term ended
        answer(world, which)
    world.advance()
    assert silent(world) == OTHERS and "kreeg pas na de termijn antwoord" in sentence(world)
    pipeline.extend_term(
        world.tools, actor("coordinator"), stage="lezers", until=date(2020, 1, 21), reason="antwoord gegeven"
    )
    assert "wie zwijgt, heeft na de termijn geen bezwaar" in sentence(world)
    pass_by(world, 4)
    assert silent(world) == OTHERS, "Monday: he has until Tuesday"
    pass_by(world, 2)
    assert set(silent(world)) == {READER, *OTHERS}


def test_anothers_remark_says_nothing_of_him(world: World) -> None:
    remark(world, who="lezer-mensen")
    pass_by(world)
    assert set(silent(world)) == {READER, "lezer-ruimte", TECHNICIAN}


def test_a_remark_on_an_earlier_draft_counts_for_as_long_as_those_words_stand(world: World) -> None:
    remark(world, UNCHANGED, TECHNICIAN)
    remark(world, MOVED, "lezer-ruimte")
    arrive(world, CITY, "later.yaml", CHANGED)
    world.advance()
    pass_by(world)
    assert "lezer-ruimte" in silent(world) and TECHNICIAN not in silent(world)


def test_who_sent_it_back_is_not_told_in_his_mail_that_silence_agrees(world: World) -> None:
    pipeline.decide(world.tools, actor(READER), stage="lezers", verdict=Verdict.APPROVE)
    pipeline.decide(world.tools, actor(READER), stage="lezers", verdict=Verdict.WITHDRAW)
    asked = {turn.person: turn.text.silence for turn in turns(world.tools, world.state)}
    assert asked == {READER: False} | dict.fromkeys(OTHERS, True)
