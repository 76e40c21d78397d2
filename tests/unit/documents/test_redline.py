"""The redline of two drafts: accepted in full the new draft's text, rejected in full the old one's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from bna_pipeline.documents.content import make_content
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.redline import redline
from bna_pipeline.documents.render import Rendered, render
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.programme import Status
from tests.support.budget import budget, where_there_is_time
from tests.support.office import settle_with_office
from tests.support.tracked import Answer, paragraphs, plain, settled
from tests.unit.documents import factory, word_pairs
from tests.unit.documents.word_pairs import Said, made, part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AUTHOR = "Concept 2 van de voortgangsrapportage"


def between(old: bytes, new: bytes) -> bytes:
    return redline(old, new, AUTHOR, factory.TIMESTAMP)


def told(docx: bytes, answer: Answer) -> list[str]:
    return paragraphs(settled(docx, answer))


def require_both_texts(old: bytes, new: bytes) -> bytes:
    both = between(old, new)
    assert told(both, "accept") == plain(new)
    assert told(both, "reject") == plain(old)
    assert word_pairs.faults(both) == []
    return both


@settings(max_examples=budget(40, thorough=1200), deadline=None)
@given(word_pairs.pairs())
def test_accepted_is_the_new_text_and_rejected_the_old_one(pair: tuple[list[Said], list[Said]]) -> None:
    require_both_texts(*(made(said) for said in pair))


def changes(root: Any, kind: str) -> list[str]:
    """The words of every tracked change of a kind, runs only."""
    found = ("".join(change.itertext(f"{_W}t", f"{_W}delText")) for change in root.iter(f"{_W}{kind}"))
    return [text for text in found if text]


def marked(old: Sequence[Said], new: Sequence[Said]) -> tuple[list[str], list[str]]:
    """What is shown as gone and as added between what two files say."""
    root = part(require_both_texts(made(old), made(new)))
    return changes(root, "del"), changes(root, "ins")


def test_only_the_words_that_differ_are_tracked() -> None:
    old, new = Said("text", "De actie loopt op tijd."), Said("text", "De actie loopt achter.")
    assert marked([old], [new]) == (["op tijd"], ["achter"])


def test_nothing_is_tracked_between_equal_files() -> None:
    said = [Said("section", "Kop", number=1), Said("table", rows=(("a", "b"),)), Said("picture", "Beeld")]
    assert marked(said, said) == ([], [])


def test_a_row_is_known_by_its_first_cell() -> None:
    rows = (("T-01", "op tijd"), ("T-02", "op tijd"), ("T-03", "gestopt"))
    after = (("T-01", "op tijd"), ("T-03", "gestopt"), ("T-04", "nieuw"))
    root = part(require_both_texts(made([Said("table", rows=rows)]), made([Said("table", rows=after)])))
    gone = [r for r in root.iter(f"{_W}tr") if r.find(f"{_W}trPr/{_W}del") is not None]
    come = [r for r in root.iter(f"{_W}tr") if r.find(f"{_W}trPr/{_W}ins") is not None]
    assert ["".join(r.itertext()) for r in (*gone, *come)] == ["T-02op tijd", "T-04nieuw"]


def test_a_picture_that_was_replaced_is_there_twice_and_one_goes() -> None:
    both = require_both_texts(made([Said("picture", "Beeld", number=1)]), made([Said("picture", "Beeld", number=2)]))
    root = part(both)
    (gone,) = root.iter(f"{_W}del")
    (come,) = root.iter(f"{_W}ins")
    assert [len(list(change.iter(f"{_W}drawing"))) for change in (gone, come)] == [1, 1]


def test_another_address_behind_the_same_words_is_a_change() -> None:
    old, new = Said("link", "hier", number=1), Said("link", "hier", number=2)
    assert marked([old], [new]) == (["hier"], ["hier"])


def test_a_field_is_not_taken_apart() -> None:
    both = require_both_texts(made([Said("field", "zie", number=1)]), made([Said("field", "lees", number=2)]))
    (gone,) = [c for c in part(both).iter(f"{_W}del") if c.find(f"{_W}r/{_W}fldChar") is not None]
    assert [c.get(f"{_W}fldCharType") for c in gone.iter(f"{_W}fldChar")] == ["begin", "separate", "end"]
    assert [c.text for c in gone.iter(f"{_W}delInstrText")] == [" REF b1 "]


def test_a_table_of_contents_keeps_its_field_whatever_becomes_of_its_lines() -> None:
    old = Said("contents", rows=(("Voorwoord",), ("Kansen",), ("Bijdragers",)))
    new = Said("contents", rows=(("Inleiding",), ("Bijdragers",), ("Bronnen",)))
    root = part(require_both_texts(made([old]), made([new])))
    for kind in ("begin", "end"):
        (char,) = [c for c in root.iter(f"{_W}fldChar") if c.get(f"{_W}fldCharType") == kind]
        assert next(char.iterancestors(f"{_W}ins", f"{_W}del"), None) is None


def test_each_change_says_who_and_when() -> None:
    root = part(between(made([Said("text", "een")]), made([Said("text", "twee")])))
    tracked = [c for kind in ("ins", "del") for c in root.iter(f"{_W}{kind}")]
    assert {(c.get(f"{_W}author"), c.get(f"{_W}date")) for c in tracked} == {(AUTHOR, "2020-06-15T09:00:00Z")}


def test_the_same_files_give_the_same_bytes() -> None:
    old, new = made([Said("picture", "a", number=1)]), made([Said("picture", "b", number=3), Said("text", "meer")])
    assert between(old, new) == between(old, new)


@pytest.fixture(scope="module")
def drafts(rendered: Rendered, typesetter: TypstTypesetter) -> list[tuple[bytes, bytes]]:
    """Report and letter, each of a draft and of the next: another status, text, picture, and parts that come or go."""
    first = factory.consolidation()
    actions = list(first.actions)
    spoken = actions[1].achieved[0]
    actions[1] = actions[1].model_copy(
        update={
            "status": Status.DELAYED,
            "achieved": (spoken.model_copy(update={"text": (*spoken.text[:1], "Dit is er nieuw bij.")}),),
        }
    )
    with_examples = [n for n, action in enumerate(actions) if action.examples]
    one, other = with_examples[0], with_examples[-1]
    shown = actions[one].examples[0]
    replaced = shown.example.model_copy(update={"picture": actions[other].examples[0].example.picture})
    actions[one] = actions[one].model_copy(update={"examples": (shown.model_copy(update={"example": replaced}),)})
    actions[other] = actions[other].model_copy(update={"examples": ()})
    said = first.editorial
    second = first.model_copy(
        update={
            "actions": tuple(actions),
            "figures": factory.figures(factory.programme(), tuple(actions)),
            "editorial": said.model_copy(
                update={
                    "foreword": (*said.foreword[1:], "Wij danken iedereen die meeschreef."),
                    "opportunities": said.opportunities[:1],
                    "core": said.core[:1],
                }
            ),
        }
    )
    content = make_content(factory.programme(), factory.edition(), second, load_letter_text(factory.FOLDER))
    after = render(content, factory.FOLDER, factory.picture, typesetter, factory.TIMESTAMP)
    return [(rendered.report_docx, after.report_docx), (rendered.letter_docx, after.letter_docx)]


def test_two_drafts_of_the_sample_are_both_in_their_redline(drafts: list[tuple[bytes, bytes]]) -> None:
    for old, new in drafts:
        require_both_texts(old, new)


@where_there_is_time
def test_libreoffice_reads_both_drafts_out_of_their_redline(drafts: list[tuple[bytes, bytes]]) -> None:
    """Its own accept-all and reject-all, over the saved file; page breaks and layout are left aside."""
    for old, new in drafts:
        both = between(old, new)
        answers: tuple[tuple[Answer, bytes], ...] = (("accept", new), ("reject", old))
        for answer, wanted in answers:
            back, seen = settle_with_office(both, answer)
            assert seen > 0
            assert [p.strip() for p in plain(back)] == [p.strip() for p in plain(wanted)]
