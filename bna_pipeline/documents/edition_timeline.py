"""The time line of an edition as a drawing: a bar for each part of the work, and a line for today.

No colour stands alone: a part that is done has a filled bar, one whose turn it is a bar with a point, one whose term
passed a striped bar, one that is still to come a dashed outline; and how it stands is written under its name. Text has
a contrast of at least 4.5 to 1 on white, bars 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11). Nothing in it needs a style sheet,
an inline style or a script.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from html import escape
from typing import Final

from bna_pipeline.documents.svg import number
from bna_pipeline.model.calendar import MONTHS
from bna_pipeline.model.timeline import EditionTimeline, Mark, TimelineRow

INK, QUIET, RULE, PAPER = "#1c2230", "#4a4f5c", "#c9cedb", "#ffffff"
FILLS: Final = {Mark.DONE: "#1d6f42", Mark.NOW: "#1a4f8b", Mark.LATE: "#a3201d", Mark.PLANNED: "#5b6272"}

NARROW: Final = 480
"""Under this width names stand above their bars."""

_SMALL, _TEXT = 12, 14  # font sizes in CSS pixels
_LETTER, _BOLD = 0.53, 0.6  # the usual width of a letter in ems
_BAR = 12.0
_HEAD = 44.0
_EDGE = 10.0
_LEAST_DAYS = 28

_Place = Callable[[date], float]


def draw(shown: EditionTimeline, width: int, *, family: str | None, name: str) -> str:
    """The drawing as one SVG element; see `pipeline.timeline_drawing`."""
    narrow = width < NARROW
    left = _EDGE if narrow else max(_EDGE + _widest(shown), width * 0.3)
    step, bar_at = (62.0, 42.0) if narrow else (46.0, 12.0)
    height = _HEAD + step * len(shown.rows) + 6
    first, last = _range(shown)
    scale = (width - left - _EDGE - 6) / (last - first).days

    def place(day: date) -> float:
        return left + 3 + (day - first).days * scale

    tops = [_HEAD + at * step for at in range(len(shown.rows))]
    # Under 480 pixels names stand in the way of lines from top to bottom.
    spans = [(top + bar_at - 3, top + bar_at + _BAR + 6) for top in tops] if narrow else [(_HEAD, height)]
    parts = [f'<rect x="0" y="0" width="{width}" height="{number(height)}" fill="{PAPER}"/>']
    parts += _months(first, last, place, spans, scale)
    for at, row in enumerate(shown.rows):
        top = _HEAD + at * step
        parts.append(_rule(0, top, width, top, RULE))
        parts += [
            _text(_EDGE, top + 18, row.label, _TEXT, INK, bold=True),
            _text(_EDGE, top + 34, row.words, _SMALL, QUIET),
        ]
        parts += _bar(row, top + bar_at, place, scale, name)
    parts += _today(shown.today, place, spans, width)
    return _whole(shown, parts, width, height, family, name)


def _widest(shown: EditionTimeline) -> float:
    words = max((len(row.words) * _SMALL for row in shown.rows), default=0)
    labels = max((len(row.label) * _TEXT for row in shown.rows), default=0)
    return max(words, labels) * _LETTER + 12


def _range(shown: EditionTimeline) -> tuple[date, date]:
    """The days that the drawing spans: all that are named, and today, with some room."""
    days = [shown.today, *(day for row in shown.rows for day in row.days)]
    first, last = min(days) - timedelta(3), max(days) + timedelta(10)
    return first, max(last, first + timedelta(_LEAST_DAYS))


def _months(first: date, last: date, place: _Place, spans: Sequence[tuple[float, float]], scale: float) -> list[str]:
    """A line at the first of every month, with its name where there is room."""
    made, day, free = [], _next_month(first.replace(day=1)), 0.0
    while day < last:
        x = place(day)
        made += [_rule(x, top, x, bottom, RULE) for top, bottom in ((28, _HEAD), *spans)]
        label = MONTHS[day.month - 1][:3] if scale * 30 < 70 else MONTHS[day.month - 1]
        label += f" {day.year}" if day.month == 1 else ""
        room = len(label) * _SMALL * _LETTER + 8
        if x >= free and x + room <= place(last):
            made.append(_text(x + 3, 38, label, _SMALL, QUIET))
            free = x + room
        day = _next_month(day)
    return made


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _bar(row: TimelineRow, y: float, place: _Place, scale: float, name: str) -> list[str]:
    if row.start is None and row.end is None:
        return []
    start, end = row.start or row.end, row.end or row.start
    assert start is not None and end is not None
    x, to_x = place(start), place(end) + scale
    to_x = max(to_x, x + _BAR)
    fill = FILLS[row.mark]
    box = f'x="{number(x)}" y="{number(y)}" height="{number(_BAR)}"'
    width = number(to_x - x)
    if row.points:
        line = _rule(x, y + _BAR / 2, to_x, y + _BAR / 2, fill)
        return [line, *(_point(place(day) + scale / 2, y + _BAR / 2, fill) for day in dict.fromkeys(row.points))]
    match row.mark:
        case Mark.DONE:
            return [f'<rect {box} width="{width}" rx="2" fill="{fill}"/>']
        case Mark.NOW:
            back = max(x, to_x - 6)
            corners = ((x, y), (back, y), (to_x, y + _BAR / 2), (back, y + _BAR), (x, y + _BAR))
            points = " ".join(f"{number(px)},{number(py)}" for px, py in corners)
            return [f'<polygon points="{points}" fill="{fill}"/>']
        case Mark.LATE:
            return [
                f'<rect {box} width="{width}" fill="url(#{name}-streep)" stroke="{fill}" stroke-width="1.5"/>',
            ]
        case Mark.PLANNED:
            pen = f'stroke="{fill}" stroke-width="1.5" stroke-dasharray="4 3"'
            return [f'<rect {box} width="{width}" rx="2" fill="none" {pen}/>']


def _point(x: float, y: float, fill: str) -> str:
    corners = ((0, -7), (7, 0), (0, 7), (-7, 0))
    points = " ".join(f"{number(x + dx)},{number(y + dy)}" for dx, dy in corners)
    return f'<polygon points="{points}" fill="{fill}" stroke="{PAPER}" stroke-width="1"/>'


def _today(today: date, place: _Place, spans: Sequence[tuple[float, float]], width: int) -> list[str]:
    x = place(today)
    label = f"vandaag, {today.day} {MONTHS[today.month - 1]}"
    room = len(label) * _SMALL * _BOLD / 2
    at, anchor = (_EDGE, "start") if x < room + _EDGE else (width - _EDGE, "end") if x > width - room else (x, "middle")
    tip = f"{number(x - 5)},19 {number(x + 5)},19 {number(x)},26"
    pen = f'stroke="{INK}" stroke-width="1.5" stroke-dasharray="2 3"'
    lines = [
        f'<line x1="{number(x)}" y1="{number(top)}" x2="{number(x)}" y2="{number(bottom)}" {pen}/>'
        for top, bottom in spans
    ]
    return [
        f'<polygon points="{tip}" fill="{INK}"/>',
        *lines,
        _text(at, 14, label, _SMALL, INK, bold=True, anchor=anchor),
    ]


def _rule(x: float, y: float, to_x: float, to_y: float, stroke: str) -> str:
    ends = f'x1="{number(x)}" y1="{number(y)}" x2="{number(to_x)}" y2="{number(to_y)}"'
    return f'<line {ends} stroke="{stroke}" stroke-width="1"/>'


def _text(x: float, y: float, text: str, size: int, fill: str, *, bold: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="600"' if bold else ""
    where = f'x="{number(x)}" y="{number(y)}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text {where} fill="{fill}"{weight}>{escape(text)}</text>'


def _whole(shown: EditionTimeline, parts: list[str], width: int, height: float, family: str | None, name: str) -> str:
    letters = "" if family is None else f' font-family="{escape(family, quote=False)}"'
    box = f'viewBox="0 0 {width} {number(height)}" width="{width}" height="{number(height)}"'
    stripes = (
        f'<defs><pattern id="{name}-streep" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{PAPER}"/>'
        f'<path d="M-1 1 1 -1 M0 6 6 0 M5 7 7 5" stroke="{FILLS[Mark.LATE]}" stroke-width="2.5"/></pattern></defs>'
    )
    told = (
        f'<title id="{name}-titel">Tijdlijn van de {escape(shown.title)}</title>'
        f'<desc id="{name}-uitleg">{escape(shown.described)}</desc>'
    )
    named = f'role="img" aria-labelledby="{name}-titel {name}-uitleg"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box} {named}{letters}>'
    return "".join((head, told, stripes, *parts, "</svg>"))
