"""The partner's own workbook with its wrong answers marked: where the notes stand, and that nothing else changed."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook.workbook import Workbook

from bna_pipeline.contributions.excel_marked import marked
from bna_pipeline.contributions.wordxml import CHECKER
from bna_pipeline.model.finding import Finding
from bna_pipeline.model.intake import IntakeLimits
from tests.support.filling_excel import fill_excel
from tests.unit.contributions.test_excel import SENT, TYPED, damaged, form, judged

AT = datetime(2020, 5, 6, 9, 30, tzinfo=UTC)


def _noted(book: Workbook) -> None:
    book["T-01"]["E6"].comment = Comment("Klopt dit nog?", "Collega")


WRONG = damaged(_noted, fill_excel(form(), {**TYPED, "T-01.a": "verlaat", "T-01.b": "Mooi 🚀", "T-01.k": "veel"}, SENT))


def _marked(data: bytes, findings: tuple[Finding, ...]) -> bytes:
    found = marked(data, findings, IntakeLimits(), AT)
    assert found is not None
    return found


def _notes(data: bytes) -> dict[str, tuple[str, str]]:
    sheet = load_workbook(BytesIO(data))["T-01"]
    return {c.coordinate: (c.comment.author, c.comment.text) for row in sheet.iter_rows() for c in row if c.comment}


def test_notes_stand_at_the_wrong_answers_and_a_persons_own_note_stays() -> None:
    findings = judged(WRONG).findings
    notes = _notes(_marked(WRONG, findings))
    assert notes.keys() == {"E5", "D6", "E6", "E23"}
    assert notes["E6"] == ("Collega", "Klopt dit nog?")  # so ours stands in the cell beside it
    assert all(author == CHECKER for cell, (author, _) in notes.items() if cell != "E6")
    for finding in findings:
        assert any(finding.message in text and finding.mend in text for _, text in notes.values())


def test_our_own_notes_are_no_remarks_and_go_when_what_they_say_is_mended() -> None:
    findings = judged(WRONG).findings
    once = _marked(WRONG, findings)
    assert judged(once).findings == findings
    assert _notes(_marked(once, ())).keys() == {"E6"}


def test_every_part_without_a_wrong_answer_is_the_same_to_the_byte_and_so_is_a_second_making() -> None:
    findings = judged(WRONG).findings
    data = _marked(WRONG, findings)
    assert data == _marked(WRONG, findings)
    before, after = zipfile.ZipFile(BytesIO(WRONG)), zipfile.ZipFile(BytesIO(data))
    changed = {
        name for name in after.namelist() if name not in before.namelist() or before.read(name) != after.read(name)
    }
    kinds = {name for name in changed if "comments" not in name and ".vml" not in name.lower()}
    assert kinds <= {"[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet3.xml",
                     "xl/worksheets/_rels/sheet3.xml.rels"}  # fmt: skip


def test_what_cannot_be_read_is_not_marked() -> None:
    assert marked(WRONG[:2000], (), IntakeLimits(), AT) is None
