"""Findings as a contributor reads them, and as another program does."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from bna_pipeline.model.finding import FindingsReport, Severity

_NUMBERS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")


def findings_html(report: FindingsReport, partner_name: str, edition_title: str) -> bytes:
    """One self-contained page without scripts, in Dutch (UTF-8): what to mend, what to look at, or that all is well.

    Everything that comes from the file is escaped.
    """
    page = _template().render(
        report=report,
        partner=partner_name,
        edition=edition_title,
        number=number,
        groups=(
            ("Te verbeteren", "errors", [f for f in report.findings if f.severity is Severity.ERROR]),
            ("Om na te kijken", "warnings", [f for f in report.findings if f.severity is Severity.WARNING]),
        ),
    )
    return page.encode("utf-8")


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files(__package__).joinpath("findings.html.jinja").read_text(encoding="utf-8"))


def findings_json(report: FindingsReport) -> bytes:
    """The report as indented JSON (UTF-8) with stable English keys; `accepted`, `errors` and `warnings` first."""
    body = {
        "accepted": report.accepted,
        "errors": report.errors,
        "warnings": report.warnings,
        **report.model_dump(mode="json"),
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def number(count: int, one: str, many: str) -> str:
    """A count in words with its noun: "één punt", "14 punten"."""
    word = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{word} {one if count == 1 else many}"
