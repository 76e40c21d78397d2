"""Each document by itself, as the product makes its PDF, as Typst alone does and as an office would; what lies beside.

What is measured is imported inside, so that loading it is timed too.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.measurement import Stopwatch, Workshop

if TYPE_CHECKING:
    from bna_pipeline.model.content import Content
    from bna_pipeline.pipeline import Tools

NAMES: Final = ("report", "letter")
PDF: Final = "pdf"
BESIDE: Final = ("redline", "page", "text", "lint")

Act = Callable[[Workshop, Path, Stopwatch], None]


@dataclass(frozen=True)
class _Draft:
    """A draft as it is on record: its content and its files."""

    tools: Tools
    content: Content
    files: dict[str, bytes]


def product(name: str) -> Act:
    """The product's PDF of one document, with an engine that has seen nothing before."""

    def act(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
        drawn = _drafts(scratch)[-1]
        with watch.timing(PDF):
            _typeset(name, drawn)

    return act


def _typeset(name: str, drawn: _Draft) -> None:
    from bna_pipeline.documents.letter_text import load_letter_text
    from bna_pipeline.documents.pdf import typeset_letter, typeset_report
    from bna_pipeline.documents.typst_engine import TypstTypesetter
    from bna_pipeline.model.draft import REPORT_PDF
    from bna_pipeline.pipeline.tools import document_moment

    tools, folder = drawn.tools, drawn.tools.templates
    text, engine = load_letter_text(folder), TypstTypesetter(folder.parent / "fonts")
    if name == "report":
        typeset_report(drawn.content, text, folder, tools.blobs.get, engine, document_moment(tools))
    else:
        typeset_letter(drawn.content, text, folder, drawn.files[REPORT_PDF], engine, document_moment(tools))


def typst(name: str) -> Act:
    """Typst's compiler alone, with the same templates, data, pictures, fonts and standards."""

    def act(workshop: Workshop, _scratch: Path, watch: Stopwatch) -> None:
        with watch.timing(PDF):
            from benchmarks import bare_documents

            bare_documents.typeset(workshop.material, (name,))

    return act


def office(name: str) -> Act:
    """Word's template filled in by docxtpl and python-docx, made into a PDF by LibreOffice."""

    def act(workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
        with watch.timing(PDF):
            from benchmarks import bare_documents
            from benchmarks.office import command

            (made,) = bare_documents.build_drafts(workshop.material, (name,)).values()
            (scratch / f"{name}.docx").write_bytes(made)
            subprocess.run(command(scratch, (name,)), capture_output=True, check=True)

    return act


def beside_a_draft(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """A second draft; then, each by itself, what is made beside it and what examines it."""
    from benchmarks import product as changed

    changed.change_in_a_fresh_process(_workshop, scratch, Stopwatch())
    before, after = _drafts(scratch)[-2:]
    with watch.timing("redline"):
        _redline(before, after)
    with watch.timing("page"):
        from bna_pipeline.documents.compare_page import comparison_html

        comparison_html(before.content, after.content)
    with watch.timing("text"):
        from bna_pipeline.documents.changes import changes_between, changes_text

        changes_text(changes_between(before.content, after.content), "1", "2")
    with watch.timing("lint"):
        from bna_pipeline.documents.house import load_house
        from bna_pipeline.documents.lint import lint_documents

        fonts = load_house(after.tools.templates).fonts
        lint_documents(after.content, after.files, (fonts.sans, fonts.serif, *fonts.fallback))


def _redline(before: _Draft, after: _Draft) -> None:
    from bna_pipeline.documents.redline import redline
    from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX
    from bna_pipeline.pipeline.tools import document_moment

    for name in (LETTER_DOCX, REPORT_DOCX):
        redline(before.files[name], after.files[name], "Gemeten", document_moment(after.tools))


def _drafts(root: Path) -> list[_Draft]:
    """Every draft of the project's edition."""
    from benchmarks import story
    from bna_pipeline.model.content import Content
    from bna_pipeline.wiring import pipeline

    script = story.read_story(root)
    tools = story.app_at(root, script.steps[-1]).tools(script.edition)
    return [
        _Draft(
            tools,
            Content.model_validate_json(tools.blobs.get(made.draft.content)),
            {file.name: tools.blobs.get(file.sha256) for file in made.draft.files},
        )
        for made in pipeline.state(tools).drafts
    ]
