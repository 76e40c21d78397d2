"""What the layout of the report promises: nothing is lost when it is long, and pictures say what they show."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from bna_pipeline.documents.charts import report_charts
from bna_pipeline.documents.house import load_house
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.lint import lint_documents
from bna_pipeline.documents.pdf import typeset_report
from bna_pipeline.documents.render import Rendered
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.content import Content, Logo
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.model.programme import Status
from tests.unit.documents import factory, small
from tests.unit.documents.lint_draft import FONTS
from tests.unit.documents.reading import squeezed, tagged_text


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.folder(tmp_path_factory.mktemp("opmaak"))


def typeset(content: Content, where: Path, typesetter: TypstTypesetter) -> bytes:
    text = load_letter_text(where)
    return typeset_report(content, text, where, factory.picture, typesetter, factory.TIMESTAMP)


def codes(content: Content, pdf: bytes) -> set[str]:
    return {finding.code for finding in lint_documents(content, {REPORT_PDF: pdf}, FONTS)}


def elements(node: Any, kind: str) -> Iterator[Any]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from elements(kid, kind)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == kind:
            yield node
        yield from elements(node.get("/K"), kind)


def test_a_summary_too_long_for_a_page_runs_on_without_losing_a_word_and_is_said_to(
    where: Path, typesetter: TypstTypesetter
) -> None:
    said = tuple(f"Alinea {n} vertelt uitvoerig over wat er in de regio dit jaar is bereikt." * 3 for n in range(36))
    content = small.content(where, small.consolidation(summary=said))
    pdf = typeset(content, where, typesetter)
    read = squeezed(tagged_text(pdf))
    assert all(squeezed([paragraph]) in read for paragraph in said)
    assert codes(content, pdf) == {"DOC-210"}


def test_a_summary_as_usual_fits_one_page_with_everything_in_it(rendered: Rendered, content: Content) -> None:
    assert content.report.summary.attention
    assert "DOC-210" not in codes(content, rendered.report_pdf)


def test_every_chart_and_picture_says_what_it_shows(rendered: Rendered, content: Content) -> None:
    charts = report_charts(content.report, load_letter_text(factory.FOLDER).report, load_house(factory.FOLDER))
    with pikepdf.open(io.BytesIO(rendered.report_pdf)) as pdf:
        alternatives = [str(figure.get("/Alt", "")) for figure in elements(pdf.Root.StructTreeRoot.K, "/Figure")]
    shown = [text for text in alternatives if text in {chart.alt for chart in charts.values()}]
    assert shown == [chart.alt for chart in charts.values()], "each once, in reading order"
    assert all(alternatives)


@pytest.mark.parametrize("partners", [17, 120])
def test_the_names_of_however_many_partners_stand_on_the_cover_within_the_page(
    where: Path, typesetter: TypstTypesetter, partners: int
) -> None:
    content = small.content(where, small.consolidation())
    logos = tuple(Logo(partner=f"p-{n}", name=f"Gemeente Voorbeeldplaats {n}") for n in range(partners))
    cover = content.report.cover.model_copy(update={"logos": logos})
    crowded = content.model_copy(update={"report": content.report.model_copy(update={"cover": cover})})
    pdf = typeset(crowded, where, typesetter)
    read = squeezed(tagged_text(pdf))
    assert all(squeezed([logo.name]) in read for logo in logos)
    assert codes(crowded, pdf) == set()


def test_what_needs_attention_and_every_row_of_the_overview_lead_to_the_action(
    where: Path, typesetter: TypstTypesetter
) -> None:
    content = small.content(where, small.consolidation(status=Status.DELAYED))
    with pikepdf.open(io.BytesIO(typeset(content, where, typesetter))) as pdf:
        links = [len(list(elements(table, "/Link"))) for table in elements(pdf.Root.StructTreeRoot.K, "/Table")]
    assert [count for count in links if count] == [1, 1]
