"""What the lint read before it does not read again, and what it remembers is what it would read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bna_pipeline.documents import lint
from bna_pipeline.documents.lint import Examined, examine
from bna_pipeline.model.content import AbbreviationLine, Content
from bna_pipeline.model.draft import LETTER_PDF, REPORT_DOCX, REPORT_HTML, REPORT_PDF
from bna_pipeline.storage.remembered import FolderMemory
from tests.unit.documents import (  # noqa: F401 -- the last three register their faults
    lint_draft,
    lint_faults_docx,
    lint_faults_html,
    lint_faults_pdf,
)
from tests.unit.documents.lint_planting import FAULTS

Examine = Callable[..., Examined]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of every file that is read in earnest."""
    names: list[str] = []
    really = lint._read

    def reading(name: str, data: bytes, expected: lint.Expected) -> object:
        names.append(name)
        return really(name, data, expected)

    monkeypatch.setattr(lint, "_read", reading)
    return names


@pytest.fixture
def look(tmp_path: Path) -> Examine:
    """The lint as a fresh process has it: nothing in it, everything in the folder."""

    def looking(content: Content, files: Mapping[str, bytes], fonts: tuple[str, ...] = lint_draft.FONTS) -> Examined:
        return examine(content, files, fonts, FolderMemory(tmp_path / "geheugen"))

    return looking


def test_a_draft_is_read_once_and_what_is_remembered_is_what_was_read(
    look: Examine, read: list[str], small_content: Content, documents: Mapping[str, bytes]
) -> None:
    first = look(small_content, documents)
    assert sorted(read) == sorted(documents)
    read.clear()
    assert look(small_content, documents) == first == examine(small_content, documents, lint_draft.FONTS)
    assert len(first.checklist) > 5
    assert sorted(read) == sorted(documents), "only without a memory is it read again"


@pytest.mark.parametrize("name", [REPORT_PDF, REPORT_DOCX, REPORT_HTML])
def test_a_fault_that_was_found_is_found_from_memory_too(
    name: str, look: Examine, read: list[str], small_content: Content, documents: Mapping[str, bytes]
) -> None:
    fault = next(fault for fault in FAULTS if fault.file == name)
    planted = {name: fault.plant(documents[name])}
    found = look(small_content, planted)
    assert fault.code in {finding.code for finding in found.findings}
    assert look(small_content, planted) == found
    assert read == [name]


def test_only_the_file_that_changed_is_read_again(
    look: Examine, read: list[str], small_content: Content, documents: Mapping[str, bytes]
) -> None:
    look(small_content, documents)
    read.clear()
    fault = next(fault for fault in FAULTS if fault.file == LETTER_PDF)
    found = look(small_content, {**documents, LETTER_PDF: fault.plant(documents[LETTER_PDF])})
    assert read == [LETTER_PDF]
    assert fault.code in {finding.code for finding in found.findings}


def test_what_else_the_rules_ask_makes_it_another_reading(
    look: Examine, read: list[str], small_content: Content, documents: Mapping[str, bytes]
) -> None:
    report = {REPORT_PDF: documents[REPORT_PDF]}
    frisian = small_content.model_copy(update={"language": "fy"})
    words = tuple(
        line.model_copy(update={"value": "Kort"}) if line.label == "summary" else line
        for line in small_content.report.words
    )
    renamed = small_content.model_copy(update={"report": small_content.report.model_copy(update={"words": words})})
    look(small_content, report)
    assert "DOC-111" in {finding.code for finding in look(frisian, report).findings}
    look(renamed, report)
    assert look(small_content, report, ("Comic Sans",)).findings
    assert read == [REPORT_PDF] * 4


def test_the_checklist_follows_the_content_and_not_the_memory(
    look: Examine, read: list[str], small_content: Content, documents: Mapping[str, bytes]
) -> None:
    """Words that got into the list of abbreviations are no longer asked about, though no file is read again."""
    before = {item.subject: item.places for item in look(small_content, documents).checklist}
    asked = before["Afkortingen"][0].rpartition(": ")[2]
    read.clear()
    line = AbbreviationLine(short=asked, meaning="Een lang woord")
    listed = small_content.report.model_copy(update={"abbreviations": (*small_content.report.abbreviations, line)})
    after = {
        item.subject: item.places
        for item in look(small_content.model_copy(update={"report": listed}), documents).checklist
    }
    assert not any(place.endswith(f": {asked}") for place in after.get("Afkortingen", ()))
    assert read == []


def test_other_rules_read_anew(
    look: Examine,
    read: list[str],
    small_content: Content,
    documents: Mapping[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = {REPORT_HTML: documents[REPORT_HTML]}
    look(small_content, report)
    monkeypatch.setattr(lint, "_made_by", lambda: "0" * 64)
    look(small_content, report)
    assert read == [REPORT_HTML] * 2
