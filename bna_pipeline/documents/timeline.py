"""A pillar's milestones on a time line: a row for each action, or, of many actions, how many fall in each quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bna_pipeline.documents.house import House
from bna_pipeline.documents.svg import MM_PER_POINT, Canvas, width_of
from bna_pipeline.model.calendar import MONTHS

MOST_ROWS: Final = 30
"""With more actions than this a row for each would not fit on a page; then quarters are counted."""

_Place = Callable[[date], float]
_ROW, _LANE, _DOT = 5.4, 3.9, 1.55
_MARGIN: Final = 3.0
_TICK_ROOM: Final = 17.0  # a label of a tick and the white beside it


@dataclass(frozen=True)
class Moment:
    """A milestone of an action; `reached` or planned, as `state` says."""

    action: str
    day: date
    date_text: str
    title: str
    state: str
    reached: bool


def timeline_text(opening: str, moments: Sequence[Moment]) -> str:
    """The text alternative of a time line: what its drawing shows, and no more.

    That is of every action the date and state of its milestones; their titles stand in the tables of the actions. Of so
    many actions that quarters are counted, it is the counts: no text in a PDF/A-2 may be longer than 32767 bytes (ISO
    19005-2, 6.1.13), and nobody listens to one that is.
    """
    actions = tuple(dict.fromkeys(m.action for m in moments))
    if len(actions) > MOST_ROWS:
        counts = sorted(Counter((_quarter(m.day), m.state) for m in moments).items())
        told = [
            f"{_label(quarter)}: {', '.join(f'{n} {state}' for (day, state), n in counts if day == quarter)}"
            for quarter in dict.fromkeys(day for (day, _), _ in counts)
        ]
    else:
        told = [
            f"{action}: {', '.join(f'{m.date_text} {m.state}' for m in moments if m.action == action)}"
            for action in actions
        ]
    return f"{opening}. {'; '.join(told)}."


def draw_timeline(
    canvas: Canvas, width: float, moments: Sequence[Moment], states: tuple[str, str], colour: str, house: House
) -> float:
    """Draw the time line and give its height, in millimetres.

    Args:
        moments: at least one.
        states: the words for a milestone that was reached and for one that is planned.
        colour: the pillar's.
    """
    actions = tuple(dict.fromkeys(m.action for m in moments))
    quarters = tuple(_quarters(min(m.day for m in moments), max(m.day for m in moments)))
    if len(actions) > MOST_ROWS:
        return _legend(canvas, _counted(canvas, width, moments, quarters, colour, house), states, colour, house)
    left = max(width_of(action, house.sizes.small) for action in actions) + 3
    start, end = quarters[0], _next(quarters[-1])
    scale = (width - left - _MARGIN) / (end - start).days

    def place(day: date) -> float:
        return left + (day - start).days * scale

    rows = [(action, _lanes([m for m in moments if m.action == action], place)) for action in actions]
    heights = [_ROW + _LANE * (max(lane for _, lane in lanes)) for _, lanes in rows]
    bottom = 5.0 + sum(heights)
    y = 5.0
    for number, height in enumerate(heights):
        if number % 2 == 0:
            canvas.rect(0, y, width, height, house.colours.tint)
        y += height
    _ticks(canvas, quarters, place, scale, bottom, house)
    y = 5.0
    for (action, lanes), height in zip(rows, heights, strict=True):
        canvas.text(1, y + _ROW / 2 + _drop(house), action, house.sizes.small, house.colours.ink, bold=True)
        for moment, lane in lanes:
            _dot(canvas, place(moment.day), y + _ROW / 2 + lane * _LANE, moment.reached, colour, house)
        y += height
    canvas.line(0, bottom, width, bottom, house.colours.line, 0.2)
    return _legend(canvas, bottom, states, colour, house)


def _counted(
    canvas: Canvas, width: float, moments: Sequence[Moment], quarters: Sequence[date], colour: str, house: House
) -> float:
    """A column for each quarter: what was reached below, what is planned on top of it, each with its number."""
    counts = Counter((_quarter(m.day), m.reached) for m in moments)
    most = max(counts[q, True] + counts[q, False] for q in quarters)
    scale, base, step = 36 / most, 46.0, width / len(quarters)
    wide = min(step * 0.7, 14.0)
    for number, quarter in enumerate(quarters):
        x, y = number * step + (step - wide) / 2, base
        for reached in (True, False):
            count = counts[quarter, reached]
            height = count * scale
            y -= height
            if count:
                canvas.rect(x, y, wide, height, colour if reached else house.colours.paper)
                _outline(canvas, x, y, wide, height, colour)
            if height >= 4:
                fill = house.colours.paper if reached else colour
                baseline = y + height / 2 + _drop(house)
                canvas.text(x + wide / 2, baseline, str(count), house.sizes.running, fill, bold=True, anchor="middle")
    canvas.line(0, base, width, base, house.colours.line, 0.2)
    every = max(1, round(_TICK_ROOM / step + 0.49))
    for number, quarter in enumerate(quarters):
        if number % every == 0:
            x = _within(number * step, _label(quarter), width, house)
            canvas.text(x, base + 4, _label(quarter), house.sizes.running, house.colours.soft)
    return base + 5


def _outline(canvas: Canvas, x: float, y: float, width: float, height: float, colour: str) -> None:
    for x1, y1, x2, y2 in (
        (x, y, x + width, y),
        (x, y + height, x + width, y + height),
        (x, y, x, y + height),
        (x + width, y, x + width, y + height),
    ):
        canvas.line(x1, y1, x2, y2, colour, 0.35)


def _lanes(moments: Sequence[Moment], place: _Place) -> list[tuple[Moment, int]]:
    """Each milestone with its lane in the row, from 0, so that no two stand upon each other."""
    free: list[float] = []
    found = []
    for moment in sorted(moments, key=lambda m: (m.day, m.title)):
        x = place(moment.day)
        lane = next((n for n, until in enumerate(free) if until <= x), len(free))
        free[lane : lane + 1] = [x + 2 * _DOT + 0.5]
        found.append((moment, lane))
    return found


def _dot(canvas: Canvas, x: float, y: float, reached: bool, colour: str, house: House) -> None:
    canvas.circle(x, y, _DOT, colour if reached else house.colours.paper, colour, 0.55)


def _ticks(canvas: Canvas, quarters: Sequence[date], place: _Place, scale: float, bottom: float, house: House) -> None:
    every = max(1, round(_TICK_ROOM / (scale * 91) + 0.49))
    edge = place(_next(quarters[-1])) + _MARGIN
    for number, quarter in enumerate(quarters):
        x = place(quarter)
        canvas.line(x, 4.2, x, bottom, house.colours.line, 0.3 if quarter.month == 1 else 0.15)
        if number % every == 0:
            said = _label(quarter)
            x = _within(x, said, edge, house)
            canvas.text(x, 3.2, said, house.sizes.running, house.colours.soft, bold=quarter.month == 1)


def _within(x: float, said: str, width: float, house: House) -> float:
    """Where a label begins: at its quarter, or so far before it that its end stays within the drawing."""
    return min(x, width - width_of(said, house.sizes.running))


def _legend(canvas: Canvas, y: float, states: tuple[str, str], colour: str, house: House) -> float:
    x, middle = 1 + _DOT, y + 4.2
    for word, reached in zip(states, (True, False), strict=True):
        _dot(canvas, x, middle, reached, colour, house)
        canvas.text(x + _DOT + 1.4, middle + _drop(house), word, house.sizes.small, house.colours.ink)
        x += 2 * _DOT + 5.5 + width_of(word, house.sizes.small)
    return middle + 2.2


def _drop(house: House) -> float:
    """From the middle of a line of small text to its baseline, in millimetres."""
    return house.sizes.small * MM_PER_POINT * 0.34


def _label(quarter: date) -> str:
    return f"{MONTHS[quarter.month - 1][:3]} {quarter.year}"


def _quarter(day: date) -> date:
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def _next(quarter: date) -> date:
    return date(quarter.year + 1, 1, 1) if quarter.month == 10 else date(quarter.year, quarter.month + 3, 1)


def _quarters(first: date, last: date) -> Iterator[date]:
    at = _quarter(first)
    while at <= last:
        yield at
        at = _next(at)
