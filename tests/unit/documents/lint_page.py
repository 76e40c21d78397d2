"""The rules of the lint as a page for who makes documents: what `docs/lint.md` holds.

`python -m tests.unit.documents.lint_page` writes it anew.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from bna_pipeline.documents.lint import RULES
from bna_pipeline.documents.lint_rules import Rule
from tests.unit.documents import lint_faults_docx, lint_faults_html, lint_faults_pages, lint_faults_pdf
from tests.unit.documents.lint_planting import FAULTS

PAGE = Path(__file__).parents[3] / "docs" / "lint.md"

_HEAD = """# The lint of our own

Every document of every draft is held against these rules before it goes on record: what veraPDF does not see, and what
no checker of formats asks of Word files and web pages. This page is written by
`python -m tests.unit.documents.lint_page`; a test holds it equal. The rules stand beside what checks them
(`bna_pipeline/documents/lint_*.py`); each has at least one planted fault that it must find
(`tests/unit/documents/lint_faults_*.py`), and sound documents must give no finding at all.

- `fout`: no draft is made. `bna draft` says every fault with its file, page and heading (DOC-005), and how to mend it.
- `let op`: it is said on the draft's control page (`controle.html` beside the draft), and no more.

Two things are asked elsewhere: how many pages the letter has (`docs/letter-rules.md`), and PDF/A and PDF/UA as such
(veraPDF, in the tests).

What it cannot see, a person must: the control page lists, for this very draft, the pictures with their alternative
text, charts, links, long sentences, abbreviations that nobody explains, names, and texts whose contrast cannot be
measured because they lie on a picture. Not measured at all: colours within a drawing on the web page (the same drawing
is measured in the PDF), and whether a text alternative is true.

How a page is read: `lint_pdf_stream.py` cuts its content into statements with one regular expression, and
`lint_pdf_page.py` follows place, clip, colour and tags through them, once for all rules. A text's box reaches from its
first to its last letter, and from a fifth of its size below the baseline to seven tenths above; its ground is the last
shape painted below its middle. Every page is read; nothing is sampled. A file that is the same as before, under
the same rules, is not read again: its reading is remembered (`decisions/0017-what-was-typeset-is-remembered.md`).
"""

_GROUPS = {
    "1": "Structure of a PDF, and its ways in",
    "2": "Pages and letters of a PDF",
    "3": "What a PDF tells of its making",
    "4": "Word",
    "5": "Web edition",
}


_TABLE = "| code | what it asks | source | weight | planted faults |\n|---|---|---|---|---|\n"


def page() -> str:
    """The page as Markdown: the rules by subject, each with the faults that are planted for it."""
    parts = [_HEAD]
    for number, rules in groupby(RULES, key=lambda rule: rule.code.removeprefix("DOC-")[0]):
        parts.append(f"\n## {_GROUPS[number]}\n\n{_TABLE}")
        parts += [_row(rule) for rule in rules]
    return "".join(parts)


def _row(rule: Rule) -> str:
    planted = ", ".join(
        fault.name.removeprefix(f"{rule.code}-").replace("_", " ") for fault in FAULTS if fault.code == rule.code
    )
    cells = (rule.code, rule.asks, rule.source, rule.severity.value, planted)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


REGISTERED = (lint_faults_docx, lint_faults_html, lint_faults_pages, lint_faults_pdf)
"""These register their faults when they are imported."""

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
