"""The overview says what moved since the edition before, in words and beside each action, and who still owes what."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bna_pipeline.documents.render import Rendered, render
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.content import Content, Years
from bna_pipeline.model.movement import ActionMovement, Direction, MilestoneChange, MilestoneMove, MoneyMove
from bna_pipeline.model.programme import Status
from bna_pipeline.model.sections import LAST_YEAR, SectionDigest
from tests.support.budget import where_there_is_time
from tests.support.verapdf import verapdf
from tests.unit.documents import factory, small
from tests.unit.documents.reading import differ, docx_text, squeezed, tagged_text

OWED = "Nog niet gemeld: Hogeschool Voorbeeld levert dit later aan"
MOVED = ActionMovement(
    action="T-01",
    title="Meer stageplaatsen",
    pillar="talent",
    formerly="Stageplaatsen",
    before=Status.DELAYED,
    now=Status.ON_SCHEDULE,
    direction=Direction.FORWARD,
    milestones=(
        MilestoneMove(change=MilestoneChange.NEW, title="Plan", now=date(2020, 2, 1)),
        MilestoneMove(change=MilestoneChange.REACHED, title="Opening", before=date(2020, 5, 1), now=date(2020, 5, 20)),
        MilestoneMove(change=MilestoneChange.REACHED, title="Start", before=date(2020, 3, 1), now=date(2020, 3, 1)),
        MilestoneMove(change=MilestoneChange.MOVED, title="Meting", before=date(2020, 9, 1), now=date(2020, 10, 1)),
        MilestoneMove(change=MilestoneChange.DROPPED, title="Vervolg", before=date(2020, 11, 1)),
    ),
    money=MoneyMove(before=None, now=Decimal(125000)),
)
ENDED = ActionMovement(
    action="T-09",
    title="Techniekbus",
    pillar="talent",
    before=Status.STOPPED,
    now=None,
    direction=Direction.ENDED,
)


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.folder(tmp_path_factory.mktemp("jaren"))


def two_years(where: Path, *, owed: bool = False) -> Content:
    merged = small.consolidation()
    actions = tuple(a.model_copy(update={"gap": a.owner if owed else None}) for a in merged.actions)
    return small.content(where, merged.model_copy(update={"actions": actions, "movement": (MOVED, ENDED)}))


@pytest.fixture(scope="module")
def rendered(where: Path) -> Rendered:
    content = two_years(where, owed=True)
    return render(content, where, factory.picture, TypstTypesetter(factory.FONTS), datetime(2020, 6, 15, 9, tzinfo=UTC))


def test_the_row_says_the_status_then_and_a_word_for_the_change(where: Path) -> None:
    (row,) = two_years(where).report.overview.rows
    assert (row.before, row.change) == ("vertraagd", "vooruit")


def test_the_figures_and_lines_follow_from_what_moved(where: Path) -> None:
    movement = two_years(where).report.overview.movement
    assert movement is not None
    assert movement.introduction == "Sinds de vorige rapportage: één actie vooruit en één actie beëindigd."
    assert [(line.action, line.changes) for line in movement.lines] == [
        (
            "T-01",
            (
                "Heette vorig jaar: Stageplaatsen.",
                "Gehaald: Opening (20 mei 2020, gepland op 1 mei 2020).",
                "Gehaald: Start (1 maart 2020).",
                "Verschoven: Meting, van 1 september 2020 naar 1 oktober 2020.",
                "Niet meer genoemd: Vervolg, gepland op 1 november 2020.",
                "Opgegeven: € 125.000; vorig jaar geen bedrag.",
            ),
        ),
        ("T-09", ("Staat niet meer in de agenda; de laatste status was stopgezet.",)),
    ]


@pytest.mark.parametrize(
    ("direction", "before", "row"),
    [
        (Direction.NEW, None, (None, "nieuw")),
        (Direction.UNREPORTED, None, ("zonder bericht", None)),
        (Direction.UNREPORTED, Status.DONE, ("gerealiseerd", None)),
        (Direction.SAME, Status.ON_SCHEDULE, ("conform planning", "gelijk")),
    ],
)
def test_a_row_says_no_more_than_is_known(
    where: Path, direction: Direction, before: Status | None, row: tuple[str | None, str | None]
) -> None:
    moved = MOVED.model_copy(update={"direction": direction, "before": before, "milestones": (), "money": None})
    content = small.content(where, small.consolidation().model_copy(update={"movement": (moved,)}))
    (shown,) = content.report.overview.rows
    assert (shown.before, shown.change) == row


def test_the_overview_names_last_year_as_an_input_beside_the_pillars(where: Path) -> None:
    def overview(content: Content) -> SectionDigest:
        return next(s for s in content.sections() if s.id == "rapport.overzicht")

    shown = overview(two_years(where))
    assert shown.derived_from == ("rapport.pijler.talent",)
    assert [one.title for one in shown.inputs] == [LAST_YEAR]
    plain = overview(small.content(where, small.consolidation()))
    assert plain.inputs == () and "inputs" not in plain.model_dump()


def test_only_what_shows_last_year_moves_with_it_and_only_overview_and_chapter_with_a_gap(where: Path) -> None:
    def differing(one: Content, other: Content) -> list[str]:
        pairs = zip(one.sections(), other.sections(), strict=True)
        return [a.id for a, b in pairs if a.sha256 != b.sha256]

    alone = small.content(where, small.consolidation())
    assert differing(alone, two_years(where)) == [
        "rapport.samenvatting",
        "rapport.overzicht",
        "rapport.pijler.talent",
    ]
    assert differing(two_years(where), two_years(where, owed=True)) == ["rapport.overzicht", "rapport.pijler.talent"]


def test_without_a_year_before_and_without_a_gap_nothing_is_hashed_of_either(where: Path) -> None:
    """The approvals of an edition that had no word for these stay what they were."""
    report = small.content(where, small.consolidation()).report.model_dump(mode="json")
    overview, summary, (chapter,) = report["overview"], report["summary"], report["pillars"]
    assert set(overview) == {"introduction", "rows", "meanings"}
    assert set(overview["rows"][0]) == {"action", "title", "pillar", "owner", "status", "role"}
    assert set(summary) == {"text", "progress", "counts", "pillars"}
    assert not {"years", "gap"} & set(chapter)
    assert all(set(line) == {"label", "count"} for line in (*summary["counts"], *chapter["counts"]))


def test_counts_stand_beside_those_of_the_edition_before_and_leave_new_actions_out(where: Path) -> None:
    new = MOVED.model_copy(update={"action": "T-02", "direction": Direction.NEW, "before": None})
    silent = MOVED.model_copy(update={"action": "T-03", "direction": Direction.UNREPORTED, "before": None})
    moved = (MOVED, ENDED, new, silent)
    report = small.content(where, small.consolidation().model_copy(update={"movement": moved})).report
    assert report.summary.years == report.pillars[0].years == Years(now="2020", before="2019")
    lines = {line.label: (line.count, line.before) for line in report.pillars[0].counts}
    assert lines == {
        "conform planning": (1, 0),
        "vertraagd": (0, 1),
        "stopgezet": (0, 1),
        "zonder bericht": (0, 1),
    }


def test_what_is_late_or_stopped_is_named_in_the_summary_and_nothing_else(where: Path) -> None:
    assert small.content(where, small.consolidation()).report.summary.attention == ()
    (line,) = small.content(where, small.consolidation(status=Status.DELAYED)).report.summary.attention
    assert (line.action, line.status) == ("T-01", "vertraagd")


def test_every_status_is_explained_and_silence_only_where_somebody_was_silent(where: Path) -> None:
    def explained(content: Content) -> list[str]:
        return [m.label for m in content.report.overview.meanings]

    plain = small.content(where, small.consolidation())
    assert explained(plain) == [s.value for s in Status]
    silent = MOVED.model_copy(update={"direction": Direction.UNREPORTED, "before": None})
    told = small.content(where, small.consolidation().model_copy(update={"movement": (silent,)}))
    assert explained(told) == [*(s.value for s in Status), "zonder bericht"]


def test_pdf_and_word_show_the_same_columns_changes_and_gaps(rendered: Rendered) -> None:
    said = (
        "Vorig jaar",
        "vooruit",
        "Mijlpalen en bedragen sinds vorig jaar",
        "Verschoven: Meting, van 1 september 2020 naar 1 oktober 2020.",
        "Staat niet meer in de agenda; de laatste status was stopgezet.",
        OWED,
    )
    word, paper = squeezed(docx_text(rendered.report_docx)), squeezed(tagged_text(rendered.report_pdf))
    for text in said:
        assert squeezed([text]) in word
        assert squeezed([text]) in paper
    assert differ(rendered) == {}
    assert word.count(squeezed([OWED])) == paper.count(squeezed([OWED])) == 2


@where_there_is_time
def test_a_report_with_two_years_keeps_to_pdfa_and_pdfua(rendered: Rendered) -> None:
    assert verapdf(rendered.report_pdf, "2a", "ua1") == []
