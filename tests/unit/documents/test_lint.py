"""The lint of our own: every planted fault is found at its place, and sound documents give none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bna_pipeline.documents.lint import RULES, lint_documents
from bna_pipeline.documents.render import Rendered
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.finding import Severity
from bna_pipeline.signing.fields import prepare
from tests.unit.documents import (  # noqa: F401 -- the last four register their faults
    factory,
    lint_draft,
    lint_faults_docx,
    lint_faults_html,
    lint_faults_pages,
    lint_faults_pdf,
    lint_page,
)
from tests.unit.documents.lint_planting import FAULTS, Fault


def test_sound_documents_give_no_finding(small_content: Content, documents: Mapping[str, bytes]) -> None:
    assert lint_documents(small_content, documents, lint_draft.FONTS) == ()


def test_the_documents_of_a_whole_edition_give_no_error(content: Content, rendered: Rendered) -> None:
    letter = prepare(rendered.letter_pdf, rendered.places, factory.programme().letter.signatories)
    found = lint_documents(content, {**rendered.files(), LETTER_PDF: letter}, lint_draft.FONTS)
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_planted_fault_is_found_where_it_is(
    fault: Fault, small_content: Content, documents: Mapping[str, bytes]
) -> None:
    planted = fault.plant(documents[fault.file])
    found = lint_documents(small_content, {fault.file: planted}, lint_draft.FONTS)
    mine = [finding for finding in found if finding.code == fault.code]
    assert mine, sorted({finding.code for finding in found})
    assert any(finding.place.startswith(fault.file) and fault.place in finding.place for finding in mine)


def test_every_rule_has_a_planted_fault() -> None:
    assert {fault.code for fault in FAULTS} == {rule.code for rule in RULES}


def test_the_page_about_the_lint_is_the_table() -> None:
    assert lint_page.PAGE.read_text(encoding="utf-8") == lint_page.page()


def test_no_code_stands_for_two_rules() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
