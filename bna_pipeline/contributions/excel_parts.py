"""The building blocks of the Excel form: properties, identity, looks, sheets of questions, drop-downs and limits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bna_pipeline.contributions import sheets
from bna_pipeline.contributions.questions import Question
from bna_pipeline.contributions.wordxml import PROPERTY, FormIdentity
from bna_pipeline.contributions.zips import normalised

_CORE = "docProps/core.xml"
_INK, _GREY, _FRAME = "#1F2A44", "#4A4F5C", "#8A93A5"  # the grey is 7:1 on white
_SMALL, _BEFORE_SIZE = 9, 10
_FONT: Final[dict[str, Any]] = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
_CELL: Final = {**_FONT, "text_wrap": True, "border": 1, "border_color": _FRAME}
_FIXED: Final = {**_CELL, "bg_color": "#F3F5F9"}
_OPEN: Final = {**_CELL, "locked": False}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {**_FONT, "font_size": 18, "bold": True, "font_color": _INK, "text_wrap": True},
    "subtitle": {**_FONT, "font_size": 13, "font_color": _GREY, "text_wrap": True},
    "heading": {**_FONT, "font_size": 13, "bold": True, "font_color": _INK},
    "text": {**_FONT, "text_wrap": True},
    "note": {**_FONT, "font_size": 10, "font_color": _GREY},
    "columns": {**_FIXED, "bold": True, "bg_color": "#E3E8F1", "font_color": _INK},
    "code": {**_FIXED, "bold": True, "font_color": _INK},
    "label": {**_FIXED, "bold": True},
    "hint": {**_FONT, "font_size": _SMALL, "font_color": _GREY},
    "strong": {**_FONT, "bold": True},
    "asked": _FIXED,
    "before": {**_FIXED, "font_color": _GREY, "font_size": _BEFORE_SIZE},
    "none": {**_FIXED, "bg_color": "#E3E8F1"},
    # As text: what somebody types stays what it was, also when it begins with a dash or looks like a date.
    "answer": {**_OPEN, "num_format": "@"},
    "date": {**_OPEN, "num_format": "[$-413]d mmmm yyyy", "align": "left"},
    "money": {**_OPEN, "num_format": "[$€-413] #,##0.00", "align": "left"},
}
_WIDTHS = (10, 38, 36, 18, 64)  # characters, by column
_PAGE_WIDTH = 88
_LINE = 1.32  # height of a line over the size of its letters
_ROOMY, _PICTURE_HEIGHT = 64, 120  # points
_CODE, _ASKED, _BEFORE, _DATE, _ANSWER = range(5)
_FIRST_DAY, _LAST_DAY = date(1980, 1, 1), date(2200, 12, 31)
_LONGEST_PROMPT = 255  # ECMA-376 part 1, 18.3.1.32
_PROTECTION: Final = {
    "objects": True,  # so that a picture can be inserted
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "autofilter": True,
}


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes in a column of so many characters."""
    return sum(max(1, -(-len(line) // max(1, int(width)))) for line in text.split("\n"))


class FormBook:
    """The workbook of one form while it is being made.

    Args:
        at: aware; becomes the moment of making.
    """

    def __init__(self, workbook: Workbook, title: str, identity: FormIdentity, at: datetime) -> None:
        self._workbook = workbook
        self.identity = identity
        self.looks: dict[str, Format] = {name: workbook.add_format(look) for name, look in _LOOKS.items()}
        workbook.set_properties({"title": title, "created": at.replace(tzinfo=None)})
        workbook.set_custom_property(PROPERTY, str(identity), "text")
        workbook.set_size(2400, 1400)

    def explain(self, lines: Iterable[tuple[str, str]]) -> None:
        """The first sheet: lines of text, each with the name of its look."""
        sheet = self._set_up(sheets.EXPLANATION)
        sheet.set_column(0, 0, _PAGE_WIDTH)
        for row, (look, text) in enumerate((*lines, ("note", self.identity.printed))):
            sheet.write_string(row, 0, text, self.looks[look])
            points = float(_LOOKS[look]["font_size"]) * _LINE
            sheet.set_row(row, _lines(text, _PAGE_WIDTH * _FONT["font_size"] / _LOOKS[look]["font_size"]) * points + 4)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)  # a second page would hold a handful of lines

    def sheet(self, name: str, title: str, notes: Iterable[str]) -> QuestionSheet:
        """A sheet of questions with its title, notes and headings."""
        return QuestionSheet(self, self._set_up(name), title, notes)

    def _set_up(self, name: str) -> Worksheet:
        sheet: Worksheet = self._workbook.add_worksheet(name)
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L{self.identity.printed}&R&A, pagina &P van &N")
        sheet.hide_gridlines(2)
        sheet.protect("", dict(_PROTECTION))
        return sheet

    def finished(self, data: bytes) -> bytes:
        """The workbook's bytes with the identity as `dc:identifier` too, and nothing of this machine or moment."""
        entry = f"<dc:identifier>{escape(str(self.identity))}</dc:identifier><dc:language>nl-NL</dc:language>"
        buffer = BytesIO()
        with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
            for name in source.namelist():
                part = source.read(name)
                if name == _CORE:
                    part = part.replace(b"</cp:coreProperties>", entry.encode() + b"</cp:coreProperties>")
                elif name.startswith("xl/worksheets/"):
                    part = part.replace(b' customHeight="1"', b"")  # so that a row grows with what is typed in it
                target.writestr(name, part)
        return normalised(buffer.getvalue())


class QuestionSheet:
    """One sheet of questions, filled from above."""

    def __init__(self, book: FormBook, sheet: Worksheet, title: str, notes: Iterable[str]) -> None:
        self._sheet = sheet
        self._looks = book.looks
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, _CODE, title, self._looks["heading"])
        self._row = 1
        for note in (*notes, book.identity.printed):
            sheet.write_string(self._row, _CODE, note, self._looks["note"])
            self._row += 1
        self._heading_row = self._row
        for column, heading in enumerate(sheets.HEADINGS):
            sheet.write_string(self._row, column, heading, self._looks["columns"])
        self._row += 1
        self._first: tuple[int, int] | None = None

    def ask_text(self, code: str, question: Question, limit: int, before: Iterable[str] = ()) -> None:
        """A question that is answered in running text of at most `limit` characters."""
        most = sheets.limit_in_words(limit)
        cell = self._question(code, question, before, "answer", most, height=_ROOMY if question.long else 0)
        self._check(cell, question, {"validate": "length", "criteria": "<=", "value": limit, "error_type": "warning",
                    "error_message": f"Dit antwoord is te lang. {most}"}, most)  # fmt: skip

    def ask_choice(self, code: str, question: Question, choices: tuple[str, ...], before: Iterable[str] = ()) -> None:
        """A question with a drop-down."""
        cell = self._question(code, question, before, "answer")
        said = f"Kies uit: {', '.join(choices)}."
        self._check(cell, question, {"validate": "list", "source": list(choices), "error_type": "stop",
                    "error_message": said}, "Open de lijst met Alt+pijl omlaag.")  # fmt: skip

    def ask_amount(self, code: str, question: Question, before: Iterable[str] = ()) -> None:
        """A question that is answered with an amount of money."""
        cell = self._question(code, question, before, "money")
        self._check(cell, question, {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning",
                    "error_message": "Dit is geen bedrag in euro."}, "Een getal, zonder punten: 1250000.")  # fmt: skip

    def ask_picture(self, code: str, question: Question, limit: str) -> None:
        """A question that is answered with a picture over its row."""
        asked = Question(question.letter, question.label, sheets.PICTURE_HINT)
        cell = self._question(code, asked, (), "answer", limit, height=_PICTURE_HEIGHT)
        self._check(cell, asked, {"validate": "any"}, limit)

    def ask_milestones(self, code: str, question: Question, rows: int, before: tuple[str, ...] = ()) -> None:
        """Rows for milestones, each with the code, a date and what it is: so they can be sorted and copied."""
        for index in range(rows):
            hint = sheets.MILESTONE_HINT if index == 0 else ""
            asked = Question(question.letter, question.label, hint)
            cell = self._question(code, asked, before[index : index + 1], "answer")
            day = (cell[0], _DATE)
            self._sheet.write_blank(*day, None, self._looks["date"])
            self._first = min(self._first or day, day)
            self._check(day, question, {"validate": "date", "criteria": "between", "minimum": _FIRST_DAY,
                        "maximum": _LAST_DAY, "error_type": "warning",
                        "error_message": "Dit is geen datum."}, "De datum, zoals 12-5-2020.")  # fmt: skip
            self._check(cell, question, {"validate": "any"}, "Wat er is of wordt gehaald.")

    def finish(self) -> None:
        """Set what depends on all rows: the printed area, what stays in sight, and where the cursor starts."""
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(self._heading_row)
        self._sheet.print_area(0, 0, self._row - 1, _ANSWER)
        self._sheet.freeze_panes(self._heading_row + 1, 0)
        if self._first is not None:
            self._sheet.set_selection(*self._first, *self._first)

    def _question(
        self, code: str, question: Question, before: Iterable[str], look: str, *more: str, height: float = 0
    ) -> tuple[int, int]:
        row, looks, before = self._row, self._looks, tuple(before)
        self._sheet.write_string(row, _CODE, code, looks["code"])
        small = "\n".join(line for line in (question.hint, *more) if line)
        if small:
            pieces = (looks["strong"], question.label, looks["hint"], f"\n{small}")
            self._sheet.write_rich_string(row, _ASKED, *pieces, looks["asked"])
        else:
            self._sheet.write_string(row, _ASKED, question.label, looks["label"])
        self._sheet.write_string(row, _BEFORE, "\n".join(before), looks["before"])
        self._sheet.write_blank(row, _DATE, None, looks["none"])
        self._sheet.write_blank(row, _ANSWER, None, looks[look])
        hints = _lines(small, _WIDTHS[_ASKED] * _FONT["font_size"] / _SMALL) if small else 0
        asked = _FONT["font_size"] * _LINE + hints * _SMALL * _LINE
        roomy = _WIDTHS[_BEFORE] * _FONT["font_size"] / _BEFORE_SIZE
        shown = sum(_lines(line, roomy) for line in before) * _BEFORE_SIZE * _LINE
        self._sheet.set_row(row, max(height, asked, shown) + 4)
        self._first = self._first or (row, _ANSWER)
        self._row += 1
        return row, _ANSWER

    def _check(self, cell: tuple[int, int], question: Question, how: dict[str, Any], prompt: str) -> None:
        shown = f"{question.hint} {prompt}".strip()
        self._sheet.data_validation(
            *cell,
            *cell,
            {
                "ignore_blank": True,
                "error_title": "Klopt dit?",
                "input_title": question.label[:32],
                "input_message": shown[:_LONGEST_PROMPT],
                **how,
            },
        )
