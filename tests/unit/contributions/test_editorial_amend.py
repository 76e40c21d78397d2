"""The redactie as it is written from a page: the intake reads back what was meant, whatever the words are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.contributions.characters import CARRIED
from bna_pipeline.contributions.editorial_amend import amended
from bna_pipeline.contributions.editorial_checks import original_digest
from bna_pipeline.contributions.editorial_yaml import Originals, editorial_yaml
from bna_pipeline.contributions.judge import judge_editorial
from bna_pipeline.contributions.raw import RawText
from bna_pipeline.errors import EditorialMoved, WrongUse
from bna_pipeline.model.contribution import EditableField, Editorial
from bna_pipeline.model.editorial import ChangeAct, EditorialChange
from tests.support.budget import budget
from tests.unit.contributions import small

MOMENT = datetime(2020, 5, 18, 7, 30, 0, 250_000, tzinfo=UTC)
OWN = ("Er is veel bereikt.", "En er komt meer.")
ORIGINALS: Originals = {("school", "T-01", EditableField.ACHIEVED): OWN}

_SIGNS = "-:#'\"|>&*!%@`[]{}?,~=\\ "
_LETTERS = st.characters(whitelist_categories=("Lu", "Ll", "Po", "Ps", "Pe", "Pd", "Sm", "Zs"), max_codepoint=0x2264)


def _carried(text: str) -> bool:
    return all(any(first <= ord(c) <= last for first, last in CARRIED) for c in text)


TEXTS = (
    st.text(st.one_of(st.sampled_from(_SIGNS), _LETTERS), min_size=1, max_size=300)
    .map(lambda text: RawText.of("", text).line)
    .filter(lambda text: bool(text) and _carried(text))
)
PARAGRAPHS = st.lists(TEXTS, min_size=1, max_size=4)


def whole() -> Editorial:
    found = judge_editorial(small.PROGRAMME, small.EDITION, "redactie.json", json.dumps(small.EDITORIAL).encode())
    assert found.editorial is not None
    return found.editorial


def read_back(data: dict[str, Any], originals: Originals = ORIGINALS) -> Editorial | None:
    made = editorial_yaml(data, MOMENT, originals)
    return judge_editorial(small.PROGRAMME, small.EDITION, "redactie.yaml", made).editorial


def change(field: str, **how: Any) -> EditorialChange:
    return EditorialChange(field=field, **how)


@settings(max_examples=budget(10, 250), deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(summary=PARAGRAPHS, pillar=PARAGRAPHS, edit=PARAGRAPHS, reason=TEXTS)
def test_what_is_written_is_read_back_word_for_word(
    summary: list[str], pillar: list[str], edit: list[str], reason: str
) -> None:
    before = whole()
    data = amended(
        before,
        (
            change("summary", paragraphs=summary),
            change(f"pillar.{before.pillars[0].pillar}", paragraphs=pillar),
            change("edits.school.T-01.achieved", paragraphs=edit, reason=reason),
        ),
        ORIGINALS,
        "",
    )
    made = read_back(data)
    assert made is not None
    assert made == Editorial.model_validate({**data, "sent_at": MOMENT})
    assert list(made.summary) == summary


@settings(max_examples=budget(6, 120), deadline=None)
@given(original=PARAGRAPHS)
def test_an_edit_stays_tied_to_its_original_whatever_that_says(original: list[str]) -> None:
    own: Originals = {("school", "T-01", EditableField.ACHIEVED): tuple(original)}
    data = amended(whole(), (change("edits.school.T-01.achieved", paragraphs=["Korter gezegd."]),), own, "Korter.")
    made = read_back(data, own)
    assert made is not None
    assert [e.original for e in made.edits] == [original_digest(original)]


def test_changes_that_give_back_what_stood_there_change_nothing() -> None:
    before = whole()
    same = (
        change("foreword", paragraphs=before.foreword),
        change("foreword_signed", paragraphs=(before.foreword_signed,)),
        change(f"core.{before.core[0].id}", heading=before.core[0].heading, paragraphs=before.core[0].argument),
        change("developments.1", heading=before.developments[0].title, answer=before.developments[0].answer),
        change("edits.school.T-01.achieved", paragraphs=OWN, reason="niets"),
    )
    assert amended(before, same, ORIGINALS, "") == before.model_dump(mode="json")


def test_the_file_is_one_that_people_write_by_hand() -> None:
    data = amended(
        whole(), (change("edits.school.T-01.achieved", paragraphs=["Kort."], reason="Korter."),), ORIGINALS, ""
    )
    text = editorial_yaml(data, MOMENT, ORIGINALS).decode()
    assert "sent_at: 2020-05-18T09:30:00.250000+02:00\n" in text
    assert "edits:\n  - partner: school\n    action: T-01\n    field: achieved\n    original: |\n" in text
    assert "      Er is veel bereikt.\n\n      En er komt meer.\n    text: |\n      Kort.\n" in text
    assert set(yaml.safe_load(text)) == {key for key, value in data.items() if value}


def test_an_edit_whose_original_is_gone_keeps_its_digest_and_can_be_taken_away() -> None:
    before = whole().model_copy(update={"edits": ()})
    with_edit = amended(before, (change("edits.school.T-01.achieved", paragraphs=["Kort."]),), ORIGINALS, "Korter.")
    made = read_back(with_edit, {})
    assert made is not None
    assert made.edits[0].original == original_digest(OWN)
    gone = amended(made, (change("edits.school.T-01.achieved", act=ChangeAct.REMOVE),), {}, "")
    assert gone["edits"] == []


def test_developments_and_opportunities_come_at_their_place_move_and_go() -> None:
    before = whole()
    new = change(
        "developments",
        act=ChangeAct.ADD,
        heading="Nieuw",
        paragraphs=("Er is iets.",),
        answer=("Wij doen iets.",),
        scope="regionaal",
        position=1,
    )
    data = amended(before, (new,), {}, "")
    assert [d["title"] for d in data["developments"]][:2] == ["Nieuw", before.developments[0].title]
    moved = amended(Editorial.model_validate(data), (change("developments.1", position=9),), {}, "")
    assert moved["developments"][-1]["title"] == "Nieuw"
    gone = amended(Editorial.model_validate(data), (change("developments.1", act=ChangeAct.REMOVE),), {}, "")
    assert gone == before.model_dump(mode="json")


def test_a_statement_with_a_name_that_is_taken_and_places_that_are_not_there_are_wrong_use() -> None:
    before = whole()
    taken = change(f"core.{before.core[0].id}", act=ChangeAct.ADD, heading="Dit is een zin.", paragraphs=("Want.",))
    for wrong in (
        taken,
        change("core", act=ChangeAct.ADD, heading="Zonder naam.", paragraphs=("Want.",)),
        change("developments.0", paragraphs=("Nul.",)),
        change("developments.99", paragraphs=("Te ver.",)),
        change("pillar.niets", paragraphs=("Geen pijler.",)),
        change("edits.school.T-99.achieved", paragraphs=("Geen tekst.",)),
        change("edits.school.T-01.status", paragraphs=("Geen veld.",)),
        change("edition", paragraphs=("Nooit.",)),
    ):
        with pytest.raises(WrongUse):
            amended(before, (wrong,), ORIGINALS, "")


def test_each_change_may_say_what_it_replaces() -> None:
    before = whole()
    seen = original_digest(before.summary)
    assert amended(before, (change("summary", paragraphs=("Nieuw.",), was=seen),), {}, "")["summary"] == ["Nieuw."]
    with pytest.raises(EditorialMoved):
        amended(before, (change("summary", paragraphs=("Nieuw.",), was=original_digest(["Anders."])),), {}, "")
    partner = change("edits.school.T-01.achieved", paragraphs=("Kort.",), was=original_digest(OWN))
    assert amended(before, (partner,), ORIGINALS, "Korter.")["edits"][-1]["text"] == ["Kort."]


def test_what_a_form_in_a_browser_sends_is_split_at_its_empty_lines() -> None:
    data = amended(whole(), (change("summary", paragraphs=("Een.\r\nNog een.\r\n \r\nTwee.\r\n",)),), {}, "")
    assert data["summary"] == ["Een. Nog een.", "Twee."]


def test_a_change_that_changes_nothing_is_no_change() -> None:
    with pytest.raises(ValueError, match="says what it changes"):
        change("summary")
