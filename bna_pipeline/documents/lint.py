"""The lint of our own: what veraPDF does not see, held against every document of every draft.

One reading of each file serves all rules, and it is remembered. The rules stand beside what checks them; `RULES` is
all of them, and `docs/lint.md` is made from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pikepdf

from bna_pipeline.documents import (
    lint_docx,
    lint_docx_traces,
    lint_html,
    lint_html_traces,
    lint_metadata,
    lint_pdf_ink,
    lint_pdf_links,
    lint_pdf_pages,
    lint_pdf_structure,
    lint_pdf_summary,
    lint_pdf_tables,
)
from bna_pipeline.documents.docx_parts import Unreadable
from bna_pipeline.documents.lint_checklist import checklist_of
from bna_pipeline.documents.lint_docx_file import DocxFile
from bna_pipeline.documents.lint_html_file import HtmlFile, HtmlUnreadable
from bna_pipeline.documents.lint_pdf_file import PdfFile, read_pdf
from bna_pipeline.documents.lint_reading import Reading, reading_of
from bna_pipeline.documents.lint_rules import Rule, once, place_in
from bna_pipeline.errors import DocumentsFaulty
from bna_pipeline.model.base import Frozen, Sha256, canonical_json, digest_of, sha256_hex
from bna_pipeline.model.checklist import ChecklistItem
from bna_pipeline.model.content import Content
from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.ports import Memory

_READERS: Final = ("pikepdf", "lxml")

OPENS = Rule(
    "DOC-100",
    "elk document is te openen en is wat zijn naam zegt",
    "huisregel",
    "Maak het concept opnieuw; blijft dit staan, meld het dan bij wie de opmaak beheert.",
)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            OPENS,
            *lint_pdf_structure.RULES,
            *lint_pdf_tables.RULES,
            *lint_pdf_links.RULES,
            *lint_pdf_pages.RULES,
            *lint_pdf_summary.RULES,
            *lint_pdf_ink.RULES,
            *lint_metadata.RULES,
            *lint_docx.RULES,
            *lint_docx_traces.RULES,
            *lint_html.RULES,
            *lint_html_traces.RULES,
        ),
        key=lambda rule: rule.code,
    )
)
"""Every rule, by its code."""


@dataclass(frozen=True)
class Examined:
    """What the lint has to say, and what it leaves to a person."""

    findings: tuple[Finding, ...]
    checklist: tuple[ChecklistItem, ...]


class Expected(Frozen):
    """What the rules ask of a draft beside what holds for all.

    Attributes:
        language: of the documents, BCP 47.
        summary, overview: headings of the report's summary and of what follows it; "" when there is none.
        fonts: families of the house style; without them any font will do.
    """

    language: str
    summary: str
    overview: str
    fonts: tuple[str, ...]


def lint_documents(content: Content, files: Mapping[str, bytes], fonts: Collection[str] = ()) -> tuple[Finding, ...]:
    """Hold the documents of a draft against every rule.

    Args:
        content: what they say.
        files: by their names in the package; the letter as prepared. A name that is not there is not missed.
        fonts: families of the house style; without them any font will do.

    Returns:
        Everything that is wrong, by file and code; errors block the draft.
    """
    return examine(content, files, fonts).findings


def require_faultless(findings: Iterable[Finding]) -> None:
    """Refuse documents in which something blocks.

    Raises:
        DocumentsFaulty: the message holds every finding that blocks, with its place.
    """
    blocking = [finding for finding in findings if finding.severity is Severity.ERROR]
    if blocking:
        message = " ".join(f"{f.code} ({f.place}): {f.message}" for f in blocking)
        raise DocumentsFaulty(message, " ".join(dict.fromkeys(f.mend for f in blocking)))


def examine(
    content: Content, files: Mapping[str, bytes], fonts: Collection[str] = (), memory: Memory | None = None
) -> Examined:
    """The findings and the checklist at once: each file is read once, and not again while it is remembered.

    Args:
        content, files, fonts: as for `lint_documents`.
        memory: of what was read before.
    """
    words = {line.label: line.value for line in content.report.words}
    expected = Expected(
        language=content.language,
        summary=words.get("summary", ""),
        overview=words.get("overview", ""),
        fonts=tuple(fonts),
    )
    readings = [_remembered(name, data, expected, memory) for name, data in files.items()]
    found = tuple(finding for reading in readings for finding in reading.findings)
    return Examined(found, checklist_of(content, [reading for reading in readings if reading.pages]))


def _remembered(name: str, data: bytes, expected: Expected, memory: Memory | None) -> Reading:
    if memory is None:
        return _read(name, data, expected)
    key = digest_of(
        {"what": "lint", "by": _made_by(), "name": name, "file": sha256_hex(data), "expected": expected.model_dump()}
    )
    kept = memory.recall(key)
    if kept is not None:
        return Reading.model_validate_json(kept)
    reading = _read(name, data, expected)
    memory.remember(key, canonical_json(reading))
    return reading


@cache
def _made_by() -> Sha256:
    """Of everything that a reading follows from beside the file: our rules and the libraries that open it."""
    here = Path(__file__).parent
    files = sorted([*here.glob("*.py"), *(here.parent / "model").glob("*.py")])  # a finding's own shape counts too
    code = {f"{path.parent.name}/{path.name}": sha256_hex(path.read_bytes()) for path in files}
    return digest_of({"code": code, "readers": {name: version(name) for name in _READERS}})


def _read(name: str, data: bytes, expected: Expected) -> Reading:
    match Path(name).suffix:
        case ".pdf":
            try:
                file = read_pdf(name, data)
            except (pikepdf.PdfError, pikepdf.PasswordError) as error:
                broken = OPENS.at(place_in(name), f"Dit is geen PDF die te openen is: {error}.")
                return Reading(name=name, findings=(broken,))
            return reading_of(file, tuple(once(_in_pdf(file, expected))), expected.language)
        case ".docx":
            return Reading(name=name, findings=tuple(once(_in_docx(name, data, expected.language))))
        case ".html":
            return Reading(name=name, findings=tuple(once(_in_html(name, data, expected.language))))
    return Reading(name=name, findings=())


def _in_pdf(file: PdfFile, expected: Expected) -> Iterator[Finding]:
    yield from lint_pdf_structure.check_structure(file, expected.language)
    yield from lint_pdf_tables.check_tables(file)
    yield from lint_pdf_links.check_links(file)
    yield from lint_pdf_pages.check_pages(file)
    yield from lint_pdf_summary.check_summary(file, expected.summary, expected.overview)
    yield from lint_pdf_ink.check_ink(file, expected.fonts)
    yield from lint_metadata.check_metadata(file)


def _in_docx(name: str, data: bytes, language: str) -> Iterator[Finding]:
    try:
        file = DocxFile(name, data)
        yield from lint_docx.check_docx(file, language)
        yield from lint_docx_traces.check_traces(file)
    except Unreadable as error:
        yield OPENS.at(place_in(name), f"Het bestand {error}.")


def _in_html(name: str, data: bytes, language: str) -> Iterator[Finding]:
    try:
        file = HtmlFile(name, data)
    except HtmlUnreadable as error:
        yield OPENS.at(place_in(name), f"Dit is geen webpagina in UTF-8: {error}.")
        return
    yield from lint_html.check_html(file, language)
    yield from lint_html_traces.check_html_traces(file)
