"""Checks that look at all answers of a file together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bna_pipeline.contributions.abbreviation_checks import check_abbreviations
from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.checked import CheckedReport
from bna_pipeline.contributions.money_checks import check_money_once
from bna_pipeline.contributions.personal_checks import check_personal
from bna_pipeline.contributions.raw import RawContribution
from bna_pipeline.contributions.rules import Findings, Rule

_RUN = 3  # words in a row that two texts must share to have something in common
_LONG_ENOUGH = 12  # words; shorter texts are alike by chance
_PASTED = 0.85  # of all runs of words that either text has


def check_together(raw: RawContribution, reports: Sequence[CheckedReport], bench: Bench) -> None:
    """Findings about the file as a whole.

    Args:
        reports: of the actions that the agenda knows.
    """
    check_money_once(reports, bench.findings)
    _own_story(reports, bench.findings)
    check_abbreviations([checked.raw for checked in reports], bench)
    check_personal(raw, bench)


def _own_story(reports: Sequence[CheckedReport], findings: Findings) -> None:
    earlier: list[tuple[str, frozenset[tuple[str, ...]]]] = []
    for checked in reports:
        said = checked.raw.achieved
        words = re.findall(r"\w+", said.line.casefold())
        if len(words) < _LONG_ENOUGH:
            continue
        runs = frozenset(tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
        twin = next((action for action, other in earlier if _pasted(runs, other)), None)
        if twin is not None:
            findings.add(
                Rule.SAME_TEXT,
                said.place,
                f"Bij actie {checked.raw.action} staat bijna dezelfde tekst als bij actie {twin}.",
                "Schrijf bij elke actie wat daar is bereikt.",
            )
        earlier.append((checked.raw.action, runs))


def _pasted(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    # Sizes first: comparing all texts of a long file with each other must stay quick.
    small, large = sorted((len(one), len(other)))
    return small >= large * _PASTED and len(one & other) >= len(one | other) * _PASTED
