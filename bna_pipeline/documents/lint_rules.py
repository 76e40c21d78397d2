"""What a rule of the lint is: its code, what it asks, where that comes from, and how a finding of it is worded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bna_pipeline.model.finding import Finding, Severity

_LONGEST = 70


@dataclass(frozen=True)
class Rule:
    """One rule of the table.

    Attributes:
        code: `DOC-1nn` structure of a PDF, `DOC-2nn` its pages, `DOC-3nn` what a PDF tells of its making, `DOC-4nn`
            Word, `DOC-5nn` the web edition.
        asks: what must be so, in Dutch, for the coordinator.
        source: the clause or success criterion that says so, or why the house asks it.
        mend: what to do about a breach.
        severity: errors block a draft.
    """

    code: str
    asks: str
    source: str
    mend: str
    severity: Severity = Severity.ERROR

    def at(self, place: str, message: str) -> Finding:
        """A breach of this rule, at a place, in the words that say what is wrong there."""
        return Finding(
            code=self.code,
            severity=self.severity,
            place=place,
            rule=f"{self.asks} ({self.source})",
            message=message,
            mend=self.mend,
        )


def place_in(file: str, page: int | None = None, heading: str = "") -> str:
    """A place as a person finds it: the file, the page (counted from one) and the heading above it."""
    parts = [file]
    if page is not None:
        parts.append(f"bladzijde {page}")
    if heading:
        parts.append(f"onder '{short(heading)}'")
    return ", ".join(parts)


def short(text: str) -> str:
    """A text as a message quotes it: one line, cut off where it becomes long."""
    line = " ".join(text.replace("\u00ad", "").split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()}…"


def once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings of which those that say the same of one place come once, with how often."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.place, finding.message), []).append(finding)
    for same in groups.values():
        first = same[0]
        times = f" ({len(same)} keer)" if len(same) > 1 else ""
        yield first.model_copy(update={"message": f"{first.message}{times}"})
