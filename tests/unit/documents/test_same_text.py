"""DOCX, PDF and HTML say the same words in the same order, whatever people write.

Compared are the words without white space, soft hyphens, marks of direction, running heads, table of contents and the
labels in charts; of the PDF in the order of its structure tree. The released editions are compared in `tests/e2e` and
`tests/programmes`.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bna_pipeline.documents.render import Rendered, render
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.content import Content
from tests.support.budget import budget, where_there_is_time
from tests.support.verapdf import verapdf
from tests.support.words import html_words, squeezed, which_differ
from tests.unit.documents import factory
from tests.unit.documents.any_content import any_content
from tests.unit.documents.reading import differ

NAMES = "Dr. שלום בן־דוד, مريم العلي en Ω. d'Été"
ROWS = 200


def test_the_full_edition_says_the_same_everywhere(rendered: Rendered) -> None:
    assert differ(rendered) == {}
    assert len(squeezed(html_words(rendered.report_html))) > 40_000


@given(st.integers(0, 2**32))
@settings(
    max_examples=budget(20, 500),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a smaller number is no smaller content
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_people_write_is_the_same_everywhere(typesetter: TypstTypesetter, number: int) -> None:
    made = render(any_content(number, budget(1, 2)), factory.FOLDER, factory.picture, typesetter, factory.TIMESTAMP)
    assert differ(made) == {}


@where_there_is_time
def test_tables_of_two_hundred_rows_over_many_pages_are_the_same_everywhere(
    typesetter: TypstTypesetter, content: Content
) -> None:
    """The overview, a list of milestones and the abbreviations; no pillar, opportunity or finance beside one."""
    report = content.report
    first = report.pillars[0]
    milestone = first.actions[0].milestones[0]
    action = first.actions[0].model_copy(
        update={"milestones": tuple(milestone.model_copy(update={"title": f"Stap {n} & {NAMES}"}) for n in range(ROWS))}
    )
    row, short = report.overview.rows[0], report.abbreviations[0]
    rows = tuple(row.model_copy(update={"owner": f"Trekker {n}, {NAMES}"}) for n in range(ROWS))
    long = report.model_copy(
        update={
            "overview": report.overview.model_copy(update={"rows": rows}),
            "pillars": (first.model_copy(update={"actions": (action,)}),),
            "summary": report.summary.model_copy(update={"attention": ()}),
            "abbreviations": tuple(short.model_copy(update={"meaning": f"{n} {NAMES}"}) for n in range(ROWS)),
            "opportunities": (),
            "finance": None,
        }
    )
    made = render(
        content.model_copy(update={"report": long}), factory.FOLDER, factory.picture, typesetter, factory.TIMESTAMP
    )
    assert differ(made) == {}
    said = squeezed(html_words(made.report_html))
    assert said.count(squeezed([NAMES])) == 3 * ROWS


@where_there_is_time
@pytest.mark.parametrize("number", range(10))
def test_whatever_people_write_keeps_to_pdfa_and_pdfua(typesetter: TypstTypesetter, number: int) -> None:
    made = render(any_content(number), factory.FOLDER, factory.picture, typesetter, factory.TIMESTAMP)
    assert verapdf(made.report_pdf, "2a", "ua1") == []
    assert verapdf(made.letter_pdf, "3a", "ua1") == []


def test_the_comparison_itself_sees_one_letter_one_hyphen_and_two_words_that_changed_places(rendered: Rendered) -> None:
    files = rendered.files()
    name, page = "statenmededeling.html", rendered.letter_html.decode()
    for right, wrong in (
        ("Provinciale Staten", "Provinciale Statem"),
        ("Noord-Brabant", "NoordBrabant"),
        ("Kennisnemen van", "van Kennisnemen"),
    ):
        assert right in page
        assert list(which_differ(files | {name: page.replace(right, wrong).encode()})) == ["letter"]
