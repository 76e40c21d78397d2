"""A file that says what an earlier one said: that is told once; what only looks like it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bna_pipeline.documents.word_return import read_return
from bna_pipeline.model.proposals import ReturnedWord
from tests.support.word_edits import Comment, WordEdit, added, edited, kept
from tests.unit.documents import returned_draft as draft
from tests.unit.documents.returned_draft import FOREWORD, SENDER

Act = Callable[[WordEdit], object]


def _read(*acts: Act, earlier: tuple[ReturnedWord, ...] = (), version: int = 3) -> ReturnedWord:
    own = replace(draft.own(), version=version)
    return read_return(edited(own.data, *acts), own, SENDER, earlier)


def _comments(*comments: Comment) -> Act:
    def act(edit: WordEdit) -> None:
        edit.comments(*comments)

    return act


def _untracked(edit: WordEdit) -> None:
    edit.rewrite(FOREWORD[0], kept(FOREWORD[0] + " Zo is het."))


def _tracked(edit: WordEdit) -> None:
    edit.rewrite(FOREWORD[0], kept(FOREWORD[0]), added(" Zo is het."))


MORE = _comments(Comment(None, "En nu?"))


def test_what_was_changed_without_tracking_is_said_once_of_one_draft_and_again_of_the_next() -> None:
    """By then it may have been taken over and taken back, so that whoever asks again must be heard."""
    first = _read(_untracked)
    again = _read(_untracked, MORE, earlier=(first,))
    assert not again.proposals and again.repeated == (first.proposals[0].id,)
    later = _read(_untracked, MORE, earlier=(first,), version=4)
    assert len(later.proposals) == 1 and not later.repeated


def test_what_was_tracked_is_said_once_of_all_drafts() -> None:
    first = _read(_tracked)
    later = _read(_tracked, MORE, earlier=(first,), version=4)
    assert not later.proposals and later.repeated == (first.proposals[0].id,)


def test_a_second_comment_that_says_the_same_at_the_same_words_is_told() -> None:
    idem = Comment(FOREWORD[0], "Idem.")
    first = _read(_comments(idem))
    second = _read(_comments(idem, idem), earlier=(first,))
    assert len(second.remarks) == 1 and second.repeated == (first.remarks[0].id,)
    third = _read(_comments(idem, idem, idem), earlier=(first, second))
    assert len(third.remarks) == 1 and third.repeated == (first.remarks[0].id, second.remarks[0].id)


def test_a_comment_that_was_opened_again_asks_for_an_answer() -> None:
    closed = _read(_comments(Comment(FOREWORD[0], "Klopt dit?", done=True)))
    (again,) = _read(_comments(Comment(FOREWORD[0], "Klopt dit?")), earlier=(closed,)).remarks
    assert closed.remarks[0].resolved and not again.resolved
