"""A chart is drawn once: its drawing, its table and its text alternative say the same, whatever is in the report."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bna_pipeline.documents.charts import Chart, report_charts, text_width
from bna_pipeline.documents.house import load_house
from bna_pipeline.documents.letter_text import ReportText, load_letter_text
from bna_pipeline.documents.svg import Canvas, families
from bna_pipeline.documents.timeline import MOST_ROWS, Moment, draw_timeline, timeline_text
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.content import CountLine, ReportContent, Years
from bna_pipeline.model.programme import Status
from tests.unit.documents import factory, small

HOUSE = load_house(factory.FOLDER)
LABELS = [*(s.value for s in Status), "zonder bericht"]
YEARS = Years(now="2020", before="2019")
COUNTS = st.integers(0, 400)
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
MOMENTS = st.lists(
    st.builds(
        Moment,
        action=st.sampled_from([f"T-{n:02}" for n in range(1, MOST_ROWS + 12)]),
        day=DAYS,
        date_text=st.just("op een dag"),
        title=st.text("ab <&\"'é", min_size=1, max_size=8),
        state=st.just("gehaald"),
        reached=st.booleans(),
    ),
    min_size=1,
    max_size=60,
)


@pytest.fixture(scope="module")
def text() -> ReportText:
    return load_letter_text(factory.FOLDER).report


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> ReportContent:
    return small.content(small.folder(tmp_path_factory.mktemp("tekening")), small.consolidation()).report


def with_counts(report: ReportContent, lines: tuple[CountLine, ...], years: Years | None) -> ReportContent:
    summary = report.summary.model_copy(update={"counts": lines, "years": years})
    return report.model_copy(update={"summary": summary})


def texts(chart: Chart) -> list[str]:
    return [t.text or "" for t in etree.fromstring(chart.svg.encode()).iter("{*}text")]


@given(
    counts=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=7, max_size=7), known=st.booleans()
)
def test_drawing_table_and_alternative_tell_the_same_counts(
    report: ReportContent, text: ReportText, counts: list[tuple[int, int]], known: bool
) -> None:
    lines = tuple(
        CountLine(label=label, count=now, before=before if known else None)
        for label, (now, before) in zip(LABELS, counts, strict=True)
    )
    chart = report_charts(with_counts(report, lines, YEARS if known else None), text, HOUSE)["stand"]
    assert etree.fromstring(chart.svg.encode()).findtext("{*}title") == chart.alt
    assert [int(row[1]) for row in chart.rows] == [now for now, _ in counts]
    shown = {line.label for line in lines if line.count or line.before}
    assert shown <= set(texts(chart)), "the legend names every status that is drawn"
    for line in lines:
        assert (f"{line.count} {line.label}" in chart.alt) or not line.count
    drawn = [float(r.get("width", "0")) for r in etree.fromstring(chart.svg.encode()).iter("{*}rect")]
    assert all(0 < width <= chart.width_mm for width in drawn)
    if known:
        assert chart.header == ("Status", "Aantal 2020", "Aantal 2019")
        assert [int(row[2]) for row in chart.rows] == [before for _, before in counts]
        assert {"2020", "2019"} <= set(texts(chart))


@given(moments=MOMENTS)
def test_a_time_line_of_any_milestones_fits_a_page_and_says_all(moments: list[Moment]) -> None:
    width = text_width(HOUSE)
    canvas = Canvas(width, families(HOUSE.fonts))
    height = draw_timeline(canvas, width, moments, ("gehaald", "gepland"), HOUSE.pillar(1), HOUSE)
    drawing = etree.fromstring(canvas.svg(height, timeline_text("Tijdlijn", moments)).encode())
    circles = [(float(c.get("cx", "-1")), float(c.get("cy", "-1"))) for c in drawing.iter("{*}circle")]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in circles)
    assert all(0 <= float(r.get("y", "-1")) <= height for r in drawing.iter("{*}rect"))
    rows = len({m.action for m in moments})
    if rows <= MOST_ROWS:
        assert len(circles) == len(moments) + 2, "a dot for every milestone, and two in the legend"
        assert len(set(circles)) == len(circles), "no dot stands upon another"
    else:
        numbers = [int(t.text or "") for t in drawing.iter("{*}text") if (t.text or "").isdigit()]
        assert sum(numbers) <= len(moments)
    said = timeline_text("Tijdlijn", moments)
    if rows <= MOST_ROWS:
        assert all(f"{m.action}: " in said for m in moments)
        assert said.count("op een dag gehaald") == len(moments)
    else:
        assert sum(int(n) for n in re.findall(r"(\d+) gehaald", said)) == len(moments)


def test_the_same_report_gives_the_same_charts_in_reading_order(report: ReportContent, text: ReportText) -> None:
    full = factory_report()
    once, again = report_charts(full, text, HOUSE), report_charts(full, text, HOUSE)
    assert once == again
    assert list(once)[:3] == ["stand", "stand.talent", "tijdlijn.talent"]
    assert "tijdlijn.talent" not in report_charts(report, text, HOUSE), "a pillar without milestones has no time line"


def factory_report() -> ReportContent:
    from bna_pipeline.documents.facts import letter_facts
    from bna_pipeline.documents.letter_text import load_letter_text
    from bna_pipeline.documents.report_content import ReportMaker

    words = load_letter_text(factory.FOLDER)
    merged = factory.consolidation()
    facts = letter_facts(factory.programme(), factory.edition(), merged, words.report.not_reported)
    return ReportMaker(factory.programme(), factory.edition(), merged, words, facts).make()


def test_every_chart_becomes_a_picture_in_the_shipped_fonts(typesetter: TypstTypesetter, text: ReportText) -> None:
    for chart in list(report_charts(factory_report(), text, HOUSE).values())[:3]:
        assert typesetter.raster(chart.svg.encode(), 1600).startswith(b"\x89PNG")


def test_a_crowd_of_milestones_on_one_day_stays_below_one_page() -> None:
    width = text_width(HOUSE)
    day = date(2020, 3, 1)
    moments = [
        Moment(f"T-{n:02}", day + timedelta(days=m), "x", f"m{m}", "gehaald", reached=True)
        for n in range(MOST_ROWS)
        for m in range(3)
    ]
    canvas = Canvas(width, families(HOUSE.fonts))
    assert draw_timeline(canvas, width, moments, ("gehaald", "gepland"), HOUSE.pillar(1), HOUSE) > 0


def test_no_colour_stands_in_a_chart_that_is_not_of_the_house(text: ReportText) -> None:
    allowed = {*HOUSE.colours.model_dump().values(), *HOUSE.pillars, HOUSE.unreported.colour}
    allowed |= {look.colour for look in HOUSE.statuses.values()}
    for chart in report_charts(factory_report(), text, HOUSE).values():
        assert set(re.findall(r"#[0-9a-f]{6}", chart.svg)) <= allowed


def test_a_house_of_other_letters_is_drawn_in_those(report: ReportContent, text: ReportText, tmp_path: Path) -> None:
    fonts = HOUSE.fonts.model_copy(update={"sans": "Source Serif 4"})
    chart = report_charts(report, text, HOUSE.model_copy(update={"fonts": fonts}))["stand"]
    assert "'Source Serif 4'" in chart.svg and "Source Sans" not in chart.svg
