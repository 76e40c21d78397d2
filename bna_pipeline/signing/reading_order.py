"""Where a signature field belongs in a tagged page's reading order: after the text that stands just above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pikepdf

_MAY_HOLD_FORM = (
    "Document",
    "Part",
    "Art",
    "Sect",
    "Div",
    "NonStruct",
    "BlockQuote",
    "TD",
    "TH",
    "LI",
    "LBody",
    "Aside",
)
GROUPING = frozenset(f"/{kind}" for kind in _MAY_HOLD_FORM)
"""Structure types that may hold a Form beside their other children (ISO 32000-1, 14.8.4)."""

SAME_LINE = 2.0
"""Baselines closer than this many points are one line."""


@dataclass(frozen=True)
class MarkedText:
    """Where the first text of a marked-content sequence stands: points from the page's bottom left corner."""

    mcid: int
    x: float
    y: float


def marked_texts(page: pikepdf.Page) -> Iterator[MarkedText]:
    """Position of the first shown text of every marked-content sequence of a page, in the order of the stream."""
    ctm, text, line = pikepdf.Matrix(), pikepdf.Matrix(), pikepdf.Matrix()
    saved: list[pikepdf.Matrix] = []
    open_marks: list[int | None] = []
    placed: set[int] = set()
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "q":
            saved.append(ctm)
        elif operator == "Q":
            ctm = saved.pop() if saved else pikepdf.Matrix()
        elif operator == "cm":
            ctm = _matrix(operands) @ ctm
        elif operator == "BT":
            text = line = pikepdf.Matrix()
        elif operator == "Tm":
            text = line = _matrix(operands)
        elif operator in ("Td", "TD"):
            text = line = pikepdf.Matrix().translated(_number(operands[0]), _number(operands[1])) @ line
        elif operator in ("BDC", "BMC"):
            open_marks.append(_mcid(operands))
        elif operator == "EMC" and open_marks:
            open_marks.pop()
        elif operator in ("Tj", "TJ", "'", '"'):
            mcid = next((m for m in reversed(open_marks) if m is not None), None)
            if mcid is not None and mcid not in placed:
                placed.add(mcid)
                at = text @ ctm
                yield MarkedText(mcid, float(at.e), float(at.f))


def _number(value: object) -> float:
    if isinstance(value, int | float | Decimal):
        return float(value)
    raise ValueError("operand is no number")


def _matrix(operands: Sequence[object]) -> pikepdf.Matrix:
    a, b, c, d, e, f = (_number(o) for o in operands)
    return pikepdf.Matrix(a, b, c, d, e, f)


def _mcid(operands: Sequence[object]) -> int | None:
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
        return int(properties["/MCID"])
    return None


def text_above(texts: Iterator[MarkedText], x: float, y: float) -> MarkedText | None:
    """The text on the lowest line that stands wholly above `y`, in the column nearest to `x`."""
    above = [t for t in texts if t.y >= y - SAME_LINE]
    if not above:
        return None
    lowest = min(t.y for t in above)
    return min((t for t in above if t.y <= lowest + SAME_LINE), key=lambda t: abs(t.x - x))


def insert_after(element: pikepdf.Object, new: pikepdf.Object) -> None:
    """Put a Form element behind `element`, at the nearest level where a Form may stand.

    Forms that stand there already stay before it, so that fields keep the order in which they were added.
    """
    child, parent = element, element["/P"]
    while str(parent.get("/S", "/Document")) not in GROUPING and "/P" in parent:
        child, parent = parent, parent["/P"]
    kids = parent["/K"]
    if not isinstance(kids, pikepdf.Array):
        kids = parent["/K"] = pikepdf.Array([kids])
    position = next((i for i, kid in enumerate(kids) if _same(kid, child)), len(kids) - 1) + 1
    while position < len(kids) and _is_form(kids[position]):
        position += 1
    new["/P"] = parent
    kids.insert(position, new)


def _same(one: object, other: pikepdf.Object) -> bool:
    return isinstance(one, pikepdf.Object) and one.is_indirect and one.objgen == other.objgen


def _is_form(kid: object) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and str(kid.get("/S", "")) == "/Form"
