"""Findings as a contributor reads them, and as another program does."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from bna_pipeline.contributions.comparison import Comparison, still_wrong
from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.model.finding import Finding, FindingsReport, Severity

_NUMBERS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")


def findings_html(
    report: FindingsReport, partner_name: str, edition_title: str, before: FindingsReport | None = None
) -> bytes:
    """One self-contained page without scripts, in Dutch (UTF-8): what to mend, what to look at, or that all is well.

    Everything that comes from the file is escaped.

    Args:
        before: of the version that this one mends; what was there already is marked, and what is solved is counted.
    """
    compared = still_wrong(before, report) if before is not None and before.findings else None
    page = _template().render(
        report=report,
        file=masked_name(report.file),
        partner=partner_name,
        edition=edition_title,
        number=number,
        progress=progress(compared) if compared else "",
        marks=_marks(report, compared),
        groups=(
            ("Te verbeteren", "errors", _of(report, Severity.ERROR)),
            ("Om na te kijken", "warnings", _of(report, Severity.WARNING)),
        ),
    )
    return page.encode("utf-8")


def progress(compared: Comparison) -> str:
    """How many points of the version before are solved, in a Dutch sentence; empty when that cannot be said."""
    if not compared.complete or not compared.before:
        return ""
    solved = len(compared.solved)
    if compared.before == 1:
        return f"Het punt uit uw vorige versie is {'opgelost' if solved else 'nog niet opgelost'}."
    if solved in (0, compared.before):
        all_of = f"Alle {compared.before} punten uit uw vorige versie zijn opgelost."
        return all_of if solved else f"De {compared.before} punten uit uw vorige versie zijn nog niet opgelost."
    verb = "is" if solved == 1 else "zijn"
    return f"{solved} van de {compared.before} punten uit uw vorige versie {verb} opgelost."


def _of(report: FindingsReport, severity: Severity) -> list[tuple[int, Finding]]:
    return [(place, finding) for place, finding in enumerate(report.findings) if finding.severity is severity]


def _marks(report: FindingsReport, compared: Comparison | None) -> tuple[str, ...]:
    """For each finding "nog steeds", "nieuw" or nothing."""
    if compared is None:
        return ("",) * len(report.findings)
    # By identity: a file may hold two findings that are equal in every word, one of them new.
    still = set(map(id, compared.still))
    return tuple("nog steeds" if id(finding) in still else "nieuw" for finding in report.findings)


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
        "file": masked_name(report.file),
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def number(count: int, one: str, many: str) -> str:
    """A count in words with its noun: "één punt", "14 punten"."""
    word = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{word} {one if count == 1 else many}"
