"""What an accepted Excel form must satisfy, by a reading of its own: lxml on the parts, and no reader of the product's.

Every answer equals what a cell beside its code shows, and what stands beside a code was taken or is spoken of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache

from lxml import etree

from bna_pipeline.contributions.excel_form import excel_form
from bna_pipeline.contributions.judge import Judgement
from bna_pipeline.contributions.questions import PROMPTS
from bna_pipeline.model.contribution import ActionReport, Contribution
from tests.fuzz.mutant import parts_of
from tests.unit.contributions import small

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CODE = re.compile(r"\s*([A-Z]{1,3}-\d{2}\.[a-z]|ALG\.[a-z])(?![A-Za-z0-9])")
_MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
_SHORT = {"mrt": 3, "sept": 9, **{name[:3]: n for n, name in enumerate(_MONTHS, 1)}}
_SHORT |= {name: n for n, name in enumerate(_MONTHS, 1)}
_ASKED = 2  # the column with the questions
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')


@dataclass(frozen=True)
class Stood:
    """One cell: where, and what a person sees in it."""

    sheet: str
    row: int
    column: int
    text: str

    @property
    def squeezed(self) -> str:
        lines = re.split("\r\n|\r|\n", self.text)
        return _squeezed(" ".join(line for line in lines if line.strip(" \t\u00a0") not in PROMPTS))

    @property
    def name(self) -> str:
        letters, column = "", self.column
        while column:
            column, rest = divmod(column - 1, 26)
            letters = chr(65 + rest) + letters
        return f"blad {self.sheet}, cel {letters}{self.row}"


def against_sheets(data: bytes, judgement: Judgement, given: dict[str, dict[str, str]]) -> Iterator[str]:
    """Why an accepted form should not have been accepted like this.

    Args:
        given: the answers in words that were taken, by action and letter, without white space.
    """
    contribution = judgement.contribution
    assert contribution is not None
    rows = [(code, cells) for code, cells in _coded(cells_of(data)) if code]
    yield from _untrue(rows, contribution, given)
    places = " | ".join(finding.place for finding in judgement.findings)
    yield from _lost(cells_of(data), contribution, given, places)


def _untrue(
    rows: list[tuple[str, list[Stood]]], contribution: Contribution, given: dict[str, dict[str, str]]
) -> Iterator[str]:
    def beside(code: str) -> list[list[Stood]]:
        return [cells for found, cells in rows if found == code]

    for action, answers in given.items():
        for letter, text in answers.items():
            code = f"{action}.{letter}"
            stood = {c.squeezed for cells in beside(code) for c in cells}
            if text and not any(_same(code, text, one) for one in stood):
                yield f"{code}: {text[:60]!r} does not stand beside its code"
    for report in contribution.reports:
        for milestone in report.milestones:
            code = f"{report.action}.{'c' if milestone.reached else 'd'}"
            if not any((milestone.date, _squeezed(milestone.title)) in _milestones(cells) for cells in beside(code)):
                yield f"{code}: {milestone.date} {milestone.title[:60]!r} does not stand beside its code"
        if report.money is not None:
            amounts = [_amount(c.text) for cells in beside(f"{report.action}.k") for c in cells]
            if report.money.amount not in amounts:
                yield f"{report.action}.k: {report.money.amount} does not stand beside its code: {amounts}"


def _lost(
    cells: list[Stood], contribution: Contribution, given: dict[str, dict[str, str]], places: str
) -> Iterator[str]:
    reports = {report.action: report for report in contribution.reports}
    below: set[str] = set()
    for code, row in _coded(cells):
        if code or any(cell.text == "Code" for cell in row):
            below.add(row[0].sheet)
        for cell in row:
            own = cell.squeezed
            if not own or _is_printed(cell) or _CODE.fullmatch(cell.text.strip()) or cell.name in places:
                continue
            if not code:
                if cell.sheet in below and cell.column > 1 and f"blad {cell.sheet}, cel" not in places:
                    yield f"{cell.name}: {own[:60]!r} stands there and nothing is said of it"
            elif code not in places and not _taken(code, cell, reports, given):
                yield f"{code}, {cell.name}: {own[:60]!r} is neither taken nor spoken of"


def _taken(code: str, cell: Stood, reports: dict[str, ActionReport], given: dict[str, dict[str, str]]) -> bool:
    action, _, letter = code.rpartition(".")
    if _same(code, given.get(action, {}).get(letter, ""), cell.squeezed):
        return True
    report = reports.get(action)
    if report is None:
        return False
    if letter == "k":
        return report.money is not None and _amount(cell.text) == report.money.amount
    if letter not in "cd":
        return False
    known = [m for m in report.milestones if m.reached is (letter == "c")]
    if any(cell.squeezed == _squeezed(m.title) or _day(cell.text) == m.date for m in known):
        return True
    wanted = {(m.date, _squeezed(m.title)) for m in known}
    return set(_in_lines(cell)) <= wanted


def _same(code: str, text: str, stood: str) -> bool:
    if code == "ALG.b" or (code.endswith(".a") and code != "ALG.a"):
        return text.casefold() == stood.casefold().strip(".")
    return text == stood


def _milestones(cells: list[Stood]) -> set[tuple[date, str]]:
    """Every pair of a date and a title that a row can mean: in two cells, or in one line."""
    days = [(c, day) for c in cells if (day := _day(c.text))]
    found = {(day, other.squeezed) for c, day in days for other in cells if other is not c}
    return found | {pair for c in cells for pair in _in_lines(c)}


def _in_lines(cell: Stood) -> Iterator[tuple[date, str]]:
    for line in re.split("\r\n|\r|\n", cell.text):
        words = line.strip(" \t\u00a0•·*–-").split()
        for count in range(1, 5):
            day = _day(" ".join(words[:count]).rstrip(":,-–—"))
            if day:
                rest = " ".join(words[count:])
                glued = " ".join(words[:count])
                yield day, _squeezed(rest.lstrip("-–—:, "))
                if glued[-1] in ":,-–—":
                    yield day, _squeezed(rest)


def _day(text: str) -> date | None:
    words = " ".join(text.split()).casefold()
    words = re.sub(r"^(maan|dins|woens|donder|vrij|zater|zon)dag ", "", words)
    try:
        if found := re.fullmatch(r"([0-9]{1,2}) ([a-z]+)\.? ([0-9]{4})", words):
            return date(int(found[3]), _SHORT[found[2]], int(found[1]))
        if found := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})", words):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", words):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except (ValueError, KeyError):
        return None
    return None


def _amount(text: str) -> Decimal | None:
    found = re.fullmatch(
        r"(?:€|eur|euro)?([0-9.]+)(?:,([0-9]{1,3}|-+|–))?(miljoen|mln\.?)?(?:€|eur|euro)?", _squeezed(text).casefold()
    )
    if found is None:
        return None
    try:
        amount = Decimal(f"{found[1].replace('.', '')}.{(found[2] or '').strip('-–') or '0'}")
    except InvalidOperation:
        return None
    return (amount * (1_000_000 if found[3] else 1)).quantize(Decimal("0.01"))


@cache
def _printed() -> frozenset[str]:
    """What the form itself says."""
    empty = excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL)
    return frozenset(cell.squeezed for cell in cells_of(empty))


def _is_printed(cell: Stood) -> bool:
    """Whether the form says it itself, or it is a piece of what the form says where it puts its questions."""
    own = cell.squeezed
    return own in _printed() or (cell.column == _ASKED and any(own in said for said in _printed()))


def _coded(cells: list[Stood]) -> Iterator[tuple[str, list[Stood]]]:
    rows: dict[tuple[str, int], list[Stood]] = {}
    for cell in cells:
        rows.setdefault((cell.sheet, cell.row), []).append(cell)
    for row in rows.values():
        found = next((m for c in row if (m := _CODE.match(c.text))), None)
        yield (found[1] if found else ""), row


def cells_of(data: bytes) -> list[Stood]:
    """Every cell with something in it, by sheet, row and column."""
    parts = parts_of(data)
    shared = [_said(item) for item in _tree(parts, "xl/sharedStrings.xml").iter(f"{_S}si")]
    formats = _formats(_tree(parts, "xl/styles.xml"))
    relations = {
        r.get("Id"): r.get("Target") or "" for r in _tree(parts, "xl/_rels/workbook.xml.rels").iter("{*}Relationship")
    }
    found = []
    for sheet in _tree(parts, "xl/workbook.xml").iter(f"{_S}sheet"):
        target = relations[sheet.get(_R)].lstrip("/")
        root = _tree(parts, target if target in parts else f"xl/{target}")
        at = 0
        for row in root.iter(f"{_S}row"):
            at, column = int(row.get("r") or at + 1), 0
            for cell in row:
                letters = re.sub("[^A-Z]", "", cell.get("r") or "")
                column = _column(letters) if letters else column + 1
                style = int(cell.get("s") or 0)
                text = _shown(cell, shared, formats[style] if style < len(formats) else "")
                if text.strip():
                    found.append(Stood(sheet.get("name") or "", at, column, text))
    return found


def _shown(cell: etree._Element, shared: list[str], code: str) -> str:
    value = cell.findtext(f"{_S}v") or ""
    match cell.get("t", "n"):
        case "s":
            return shared[int(value)] if value else ""
        case "inlineStr":
            inside = cell.find(f"{_S}is")
            return "" if inside is None else _said(inside)
        case "b":
            return "" if not value else "ONWAAR" if value in ("0", "false") else "WAAR"
        case "n":
            return _number(value, code) if value else ""
        case "d":
            day = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", value)
            real = _day(value) if day else None
            return _in_words(real) if real else value
        case _:
            return _unescaped(value)


def _number(value: str, code: str) -> str:
    number = Decimal(f"{float(value):.15g}")
    bare = _QUOTED.sub("", code).casefold()
    if set(bare) & set("dmyhs") and "general" not in bare:
        return _moment(number)
    if "%" in bare:
        number *= 100
    digits = f"{number.normalize():f}".replace(".", ",")
    return f"{digits}%" if "%" in bare else f"€ {digits}" if "€" in code else digits


def _moment(number: Decimal) -> str:
    # Excel takes 1900 for a leap year: before the first of March its days are counted from one later.
    moment = datetime(1899, 12, 30 + (number < 60), tzinfo=UTC) + timedelta(days=float(number))
    if number < 1:
        return f"{moment:%H:%M:%S}"
    return _in_words(moment.date()) + (f" {moment:%H:%M}" if number % 1 else "")


def _in_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _formats(styles: etree._Element) -> list[str]:
    own = {n.get("numFmtId"): n.get("formatCode") or "" for n in styles.iter(f"{_S}numFmt")}
    days: dict[str | None, str] = {str(n): "d" for n in (*range(14, 23), 45, 46, 47)}
    built_in = {**days, "9": "0%", "10": "0.00%"}
    looks = styles.find(f"{_S}cellXfs")
    return [{**built_in, **own}.get(x.get("numFmtId") or "", "") for x in ([] if looks is None else looks)]


def _tree(parts: dict[str, bytes], name: str) -> etree._Element:
    return etree.fromstring(parts.get(name, b"<none/>"), etree.XMLParser(huge_tree=True))


def _said(item: etree._Element) -> str:
    texts = [t for t in item.iter(f"{_S}t") if next(t.iterancestors(f"{_S}rPh"), None) is None]
    return _unescaped("".join("".join(str(s) for s in t.itertext()) for t in texts))


def _unescaped(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _squeezed(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(text.split()))
