"""A letter that comes back in Word, with a few changes in it that nobody proposed before."""

from __future__ import annotations

from typing import Any

from bna_pipeline.model.draft import LETTER_DOCX, Draft
from tests.support.word_edits import ANNE, BERT, Comment, WordEdit, added, gone, kept, said, w

FIELDS = ("De partners plaatsen", "De provincie zet zich in", "De rapportage beschrijft", "Economische groei")
"""How paragraphs of the letter begin that the redactie writes."""

OUTSIDE = "Het college voert"
"""And one that nobody can change from Word: a fixed text of the letter."""

LETTERS = "abcdefghij"


def word_of(number: int) -> str:
    """A word of its own for every number."""
    return "woord" + "".join(LETTERS[int(digit)] for digit in str(number))


def letter_in_word(draft: Draft, blob: Any) -> bytes:
    """A draft's letter as reviewers got it."""
    data: bytes = blob(draft.file(LETTER_DOCX).sha256)
    return data


def sent_back(letter: bytes, number: int, how: tuple[str, ...], first: int) -> tuple[bytes, int]:
    """The letter with changes, and how many there are: a paragraph may be gone by now.

    Args:
        number: makes the words that come their own.
        how: of each paragraph in turn: "woord", "zonder bijhouden", "opmerking", "buiten".
        first: the paragraph of `FIELDS` with which to begin.
    """
    edit = WordEdit(letter)
    comments: list[Comment] = []
    made = 0
    for at, kind in enumerate(how):
        begins = OUTSIDE if kind == "buiten" else FIELDS[(first + at) % len(FIELDS)]
        text = next((said(p) for p in edit.body.iter(w("p")) if said(p).startswith(begins)), None)
        if text is None:
            continue
        made += 1
        if kind == "opmerking":
            comments.append(Comment(begins, f"Waarom {word_of(number)}?", BERT))
            continue
        rest, _, last = text.rpartition(" ")
        new = f"{word_of(10 * number + at)}."
        if kind == "zonder bijhouden":
            edit.rewrite(begins, kept(f"{rest} {new}"))
        else:
            edit.rewrite(begins, kept(f"{rest} "), gone(last, ANNE), added(new, ANNE))
    if comments:
        edit.comments(*comments)
    return edit.bytes(), made
