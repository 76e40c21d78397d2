"""Every chart of the report, once: drawn as SVG for PDF, Word and web, with its data and a text that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bna_pipeline.documents.house import House
from bna_pipeline.documents.letter_text import ReportText
from bna_pipeline.documents.svg import MM_PER_POINT, Canvas, families, flow, width_of
from bna_pipeline.documents.timeline import Moment, draw_timeline, timeline_text
from bna_pipeline.documents.wording import chart_text, counts_header, counts_rows
from bna_pipeline.model.content import CountLine, PillarChapter, ReportContent, Years

WHOLE: Final = "stand"

_NOW_HIGH, _BEFORE_HIGH, _BETWEEN = 9.0, 6.0, 2.2
_SEAM: Final = 0.5  # white between two parts of a bar
_BADGE: Final = 3.9
_LEAST_SIGN: Final = 1.8


@dataclass(frozen=True)
class Chart:
    """A chart in every form in which a document may want it.

    Attributes:
        id: `stand`, `stand.<pillar>` or `tijdlijn.<pillar>`.
        svg: the drawing; text in it names the house's letters.
        alt: says everything that the drawing shows.
        header, rows: its data as a table.
        width_mm, height_mm: of the drawing.
    """

    id: str
    svg: str
    alt: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width_mm: float
    height_mm: float


def standing_id(pillar: str) -> str:
    """The id of the chart of a pillar's statuses."""
    return f"{WHOLE}.{pillar}"


def timeline_id(pillar: str) -> str:
    """The id of a pillar's time line."""
    return f"tijdlijn.{pillar}"


def report_charts(report: ReportContent, text: ReportText, house: House) -> dict[str, Chart]:
    """Every chart of a report, by id, in reading order. Same arguments, same bytes.

    A pillar without milestones has no time line.
    """
    found = [_standing(WHOLE, report.summary.counts, report.summary.years, text, house)]
    for chapter in report.pillars:
        found.append(_standing(standing_id(chapter.pillar), chapter.counts, chapter.years, text, house))
        moments = tuple(_moments(chapter, text))
        if moments:
            found.append(_timeline(chapter, moments, text, house))
    return {chart.id: chart for chart in found}


def text_width(house: House) -> float:
    """How wide the report's text is, in millimetres."""
    return house.page.width - house.page.report.left - house.page.report.right


def _standing(name: str, counts: Sequence[CountLine], years: Years | None, text: ReportText, house: House) -> Chart:
    """The statuses as a bar whose parts are as wide as they count, and below it the bar of the year before."""
    width = text_width(house)
    canvas = Canvas(width, families(house.fonts))
    alt = chart_text(text.words.chart, counts, years)
    if years is None:
        _bar(canvas, house, [(c.label, c.count) for c in counts], 0, 0, width, _NOW_HIGH)
        height = _NOW_HIGH
    else:
        left = max(width_of(label, house.sizes.small) for label in (years.now, years.before)) + 3
        height = 0.0
        rows = (
            (years.now, _NOW_HIGH, [(c.label, c.count) for c in counts]),
            (years.before, _BEFORE_HIGH, [(c.label, c.before or 0) for c in counts]),
        )
        for number, (label, high, parts) in enumerate(rows):
            baseline = height + high / 2 + house.sizes.small * MM_PER_POINT * 0.34
            canvas.text(0, baseline, label, house.sizes.small, house.colours.ink, bold=number == 0)
            _bar(canvas, house, parts, left, height, width - left, high)
            height += high + (_BETWEEN if number == 0 else 0)
    height = _legend(canvas, house, [c.label for c in counts if c.count or c.before], height + 3.4, width)
    return Chart(
        id=name,
        svg=canvas.svg(height, alt),
        alt=alt,
        header=counts_header(text.words, years),
        rows=counts_rows(counts, years),
        width_mm=width,
        height_mm=height,
    )


def _bar(
    canvas: Canvas, house: House, parts: Sequence[tuple[str, int]], x: float, y: float, width: float, height: float
) -> None:
    shown = [(label, count) for label, count in parts if count]
    total = sum(count for _, count in shown)
    if not total:
        canvas.rect(x, y, width, height, house.colours.tint)
        return
    share = (width - _SEAM * (len(shown) - 1)) / total
    points = house.sizes.small if height == _NOW_HIGH else house.sizes.running
    size = height * 0.42
    for label, count in shown:
        wide, look = share * count, house.status(label)
        canvas.rect(x, y, wide, height, look.colour)
        said = str(count)
        both = size + 1.1 + width_of(said, points)
        if wide >= both + 1.6:
            start = x + (wide - both) / 2
            canvas.sign(start, y + (height - size) / 2, size, look, house.colours.paper)
            baseline = y + height / 2 + points * MM_PER_POINT * 0.34
            canvas.text(start + size + 1.1, baseline, said, points, house.colours.paper, bold=True)
        elif wide >= _LEAST_SIGN + 1:
            alone = min(size, wide - 1)
            canvas.sign(x + (wide - alone) / 2, y + (height - alone) / 2, alone, look, house.colours.paper)
        x += wide + _SEAM


def _legend(canvas: Canvas, house: House, labels: Sequence[str], y: float, room: float) -> float:
    """Sign and word of each status; gives how far down it reaches."""
    points, line, ink = house.sizes.running, 5.4, house.colours.ink
    widths = [_BADGE + 1.4 + width_of(label, points) for label in labels]
    last = 0
    for label, (x, row) in zip(labels, flow(widths, room, 3.4), strict=True):
        look, top = house.status(label), y + row * line
        canvas.rect(x, top, _BADGE, _BADGE, look.colour, radius=0.6)
        canvas.sign(x + _BADGE * 0.2, top + _BADGE * 0.2, _BADGE * 0.6, look, house.colours.paper)
        canvas.text(x + _BADGE + 1.4, top + _BADGE / 2 + points * MM_PER_POINT * 0.34, label, points, ink)
        last = row
    return y + last * line + _BADGE + 0.4


def _moments(chapter: PillarChapter, text: ReportText) -> Iterator[Moment]:
    for action in chapter.actions:
        for one in action.milestones:
            yield Moment(action.id, one.date, one.date_text, one.title, one.state, one.state == text.reached)


def _timeline(chapter: PillarChapter, moments: tuple[Moment, ...], text: ReportText, house: House) -> Chart:
    width, colour = text_width(house), house.pillar(chapter.number)
    canvas = Canvas(width, families(house.fonts))
    height = draw_timeline(canvas, width, moments, (text.reached, text.planned), colour, house)
    alt = timeline_text(f"{text.words.timeline}, {chapter.name}", moments)
    words = text.words
    return Chart(
        id=timeline_id(chapter.pillar),
        svg=canvas.svg(height, alt),
        alt=alt,
        header=(words.action, words.date, words.milestone, words.state),
        rows=tuple((m.action, m.date_text, m.title, m.state) for m in moments),
        width_mm=width,
        height_mm=height,
    )
