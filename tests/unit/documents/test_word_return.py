"""A draft that comes back in Word: each change in it is found once, with its author, date, words and place."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX
from tests.support.word_edits import edited
from tests.unit.documents import returned_draft as draft
from tests.unit.documents.word_return_cases import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_change_is_found_once_with_author_date_words_and_place(case: Case) -> None:
    word = draft.back(edited(draft.own(case.document).data, case.act), case.document)
    found = [draft.seen(change) for change in word.every]
    for wanted in case.found:
        mine = [f for f in found if f._replace(field=wanted.field) == wanted and fnmatchcase(f.field, wanted.field)]
        assert len(mine) == 1, (wanted, found)
        found.remove(mine[0])
    assert found == []
    assert word.notes == ()
    became = draft.accepted(word)
    for key, text in case.then.items():
        assert became[key] == text
    untouched = {s.field.key: s.text(()) for s in word.scripts}
    assert all(untouched.values())


@pytest.mark.parametrize("document", [REPORT_DOCX, LETTER_DOCX])
def test_a_draft_that_nobody_touched_says_nothing(document: str) -> None:
    word = draft.back(draft.own(document).data, document)
    assert (word.every, word.scripts, word.notes) == ((), (), ())


def test_replies_stand_with_their_comment_and_what_is_resolved_is_told() -> None:
    case = next(c for c in CASES if c.name == "opmerkingen met antwoorden")
    word = draft.back(edited(draft.own().data, case.act))
    first, heading, done = word.remarks
    assert [(r.author, r.words) for r in first.replies] == [
        ("B. Pieters", "Ja, zie de cijfers."), ("A. Jansen", "Dank.")
    ]  # fmt: skip
    assert (first.outside, heading.outside) == (False, True)
    assert (first.resolved, heading.resolved, done.resolved) == (False, False, True)
    assert first.place.field == "voorwoord" and heading.place.where.startswith("Pijler Talent, T-01")
