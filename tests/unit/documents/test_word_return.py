"""A draft that comes back in Word: each change in it is found once, with its author, date, words and place."""

from __future__ import annotations

from fnmatch import fnmatchcase
from time import process_time

import pytest

from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX
from tests.support.budget import where_there_is_time
from tests.support.word_edits import By, WordEdit, added, edited, kept, mark, paragraph
from tests.unit.documents import returned_draft as draft
from tests.unit.documents.returned_draft import FOREWORD, SUMMARY
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


@where_there_is_time
def test_ten_thousand_changes_take_seconds_not_hours() -> None:
    def many(edit: WordEdit) -> None:
        by = [By(f"Lezer {n}") for n in range(7)]
        edit.rewrite(FOREWORD[0], kept(FOREWORD[0]), *(added(f" w{n}", by[n % 7]) for n in range(5_000)))
        ends = (paragraph(added(f"Alinea {n}.", by[n % 7]), end=mark("ins", by[n % 7])) for n in range(5_000))
        edit.after(edit.paragraph(SUMMARY[0]), "".join(ends))

    data = edited(draft.own().data, many)
    started = process_time()
    word = draft.back(data)
    spent = process_time() - started
    assert len(word.proposals) == 10_000
    assert len({p.id for p in word.proposals}) == 10_000
    assert spent < 60
