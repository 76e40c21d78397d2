"""What a cell shows of its value: the number formats of a workbook (ECMA-376 part 1, 18.8.30 and 18.8.31).

Somebody who typed 50 in a cell for percentages left 0.5 in the file, and who typed 100 in a cell for dollars left a
bare 100: what was seen is what counts.
"""

from __future__ import annotations

import re
from decimal import Decimal

_BUILT_IN = {9: "0%", 10: "0.00%"}  # of those that are shown with more than digits, and alike in every country
_LONGEST = 255  # characters that Excel takes
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].'
    r"|(?P<digits>(?:General|Standaard|[0#?](?:[0#?.,/ ]*[0#?])?(?:[eE][+-]?[0#?]+)?)(?P<thousands>,*))"
    r"|(?P<percent>%)|(?P<at>@)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[_*].|[^;])*', re.DOTALL)
_SEEN = re.compile(r"[^\W_]|[$€£¥₹₽%‰]")
_TEXT_SECTION = 3


class Formats:
    """The number formats of a workbook, collected while its styles are gone over."""

    def __init__(self) -> None:
        self._own: dict[int, str] = {}
        self._cells: list[int] = []
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        if local == "numFmt":
            self._own[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:_LONGEST]
        elif local == "cellXfs":
            self._in_cells = True
        elif local == "xf" and self._in_cells:
            self._cells.append(_number(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        if name.rpartition("}")[2] == "cellXfs":
            self._in_cells = False

    def text(self, text: str) -> None: ...

    def of(self, style: int) -> str:
        """The format of the cells with a style (`s`); empty when it shows a value as it is."""
        number = self._cells[style] if 0 <= style < len(self._cells) else 0
        return self._own.get(number, _BUILT_IN.get(number, ""))


def number_shown(value: Decimal, code: str) -> str | None:
    """A number with the signs and words that its format puts around it; None when the format shows nothing.

    All digits are given, also those that the format leaves out; a comma stands before decimals.
    """
    section = _section_for(value, code)
    if section is None:
        return None
    before: list[str] = []
    after: list[str] = []
    scale, placed = Decimal(1), False
    for piece in _PIECE.finditer(section):
        said = piece["quoted"] or piece["escaped"] or piece["currency"] or piece["percent"] or piece["other"] or ""
        if piece["digits"] or piece["at"]:
            placed = True
            scale /= 1000 ** len(piece["thousands"] or "")
        elif _SEEN.search(said):
            (after if placed else before).append(said.strip())
        if piece["percent"]:
            scale *= 100
    number = f"{(value * scale).normalize():f}".replace(".", ",") if placed else ""
    return _joined(before, number, after)


def hides_text(code: str) -> bool:
    """Whether a format leaves a text out of sight (`;;;`)."""
    sections = _sections(code)
    return len(sections) > _TEXT_SECTION and "@" not in sections[_TEXT_SECTION]


def _joined(before: list[str], number: str, after: list[str]) -> str:
    tail = " ".join(after)
    return " ".join(filter(None, (*before, number))) + (tail if tail.startswith("%") or not tail else f" {tail}")


def _section_for(value: Decimal, code: str) -> str | None:
    """Of the sections for positive, negative and zero the one for this number; None when it is empty."""
    sections = _sections(code)[:_TEXT_SECTION]
    if len(sections) == 1:
        return sections[0] or "General"
    chosen = 1 if value < 0 else 2 if value == 0 and len(sections) > 2 else 0
    return sections[chosen] or None


def _sections(code: str) -> list[str]:
    found, at = [], 0
    while at <= len(code):
        section = _SECTION.match(code, at)
        end = section.end() if section else at
        found.append(code[at:end])
        at = max(end, at) + 1
    return found


def _number(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 8 else 0
