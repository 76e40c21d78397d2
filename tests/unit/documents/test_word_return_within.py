"""Words that one reader put into a paragraph of another stand or fall with that paragraph."""

from __future__ import annotations

from collections.abc import Callable

from bna_pipeline.model.proposals import ReturnedWord
from tests.support.word_edits import ANNE, BERT, WordEdit, added, edited, gone, kept, mark, paragraph
from tests.unit.documents import returned_draft as draft
from tests.unit.documents.returned_draft import FOREWORD


def _read(act: Callable[[WordEdit], object]) -> ReturnedWord:
    return draft.back(edited(draft.own().data, act))


def _text(word: ReturnedWord, *authors: str | None) -> tuple[str, ...]:
    """The foreword with everything of these authors taken over."""
    (script,) = word.scripts
    return script.text([p.id for p in word.proposals if p.author in authors])


def _new_paragraph(inner: str) -> Callable[[WordEdit], object]:
    def act(edit: WordEdit) -> None:
        node = edit.paragraph(FOREWORD[0])
        edit.after(node, paragraph(inner, end=mark("ins", ANNE), style=edit.style(node)))

    return act


def test_a_word_in_anothers_new_paragraph_comes_with_that_paragraph_only() -> None:
    word = _read(_new_paragraph(added("Wij gaan ", ANNE) + added("graag ", BERT) + added("door.", ANNE)))
    assert _text(word, BERT.name) == FOREWORD
    assert _text(word, ANNE.name) == (FOREWORD[0], "Wij gaan door.", *FOREWORD[1:])
    assert _text(word, ANNE.name, BERT.name) == (FOREWORD[0], "Wij gaan graag door.", *FOREWORD[1:])


def test_a_word_in_a_paragraph_that_another_moved_comes_with_the_move_only() -> None:
    at = f'w:author="{ANNE.name}" w:date="{ANNE.date}"'

    def act(edit: WordEdit) -> None:
        start = f'<w:moveFromRangeStart w:id="77" w:name="m1" {at}/>'
        node = edit.rewrite(FOREWORD[0], f'{start}<w:moveFrom w:id="1" {at}>{kept(FOREWORD[0])}</w:moveFrom>')
        edit.end(node, "moveFrom")
        edit.after(node, '<w:moveFromRangeEnd w:id="77"/>')
        last = edit.paragraph(FOREWORD[2])
        first, rest = FOREWORD[0].split("ging")
        inner = (
            f'<w:moveTo w:id="2" {at}>{kept(first)}{gone("ging", BERT)}</w:moveTo>{added("liep", BERT)}'
            f'<w:moveTo w:id="3" {at}>{kept(rest)}</w:moveTo>'
        )
        there = paragraph(inner, end=mark("moveTo", ANNE), style=edit.style(last))
        start = f'<w:moveToRangeStart w:id="78" w:name="m1" {at}/>'
        edit.after(last, f'{start}{there}<w:moveToRangeEnd w:id="78"/>')

    word = _read(act)
    assert _text(word, BERT.name) == FOREWORD
    assert _text(word, ANNE.name) == (*FOREWORD[1:], FOREWORD[0])
    assert _text(word, ANNE.name, BERT.name) == (*FOREWORD[1:], FOREWORD[0].replace("ging", "liep"))


def test_who_only_broke_the_line_holds_nobodys_words() -> None:
    word = _read(_new_paragraph(added("Een nieuwe zin.", BERT)))
    assert "Een nieuwe zin." in " ".join(_text(word, BERT.name))
