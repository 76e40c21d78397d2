"""What became of the findings of one version in the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from bna_pipeline.model.finding import Finding


class Progress(NamedTuple):
    """How many findings of the version before are gone, still stand, and are new."""

    solved: int
    still: int
    fresh: int


def progress(before: Sequence[Finding], now: Sequence[Finding]) -> Progress:
    """Hold the findings of two versions against each other: the same rule at the same question is the same finding.

    What stands behind the question (a paragraph's number) does not count: it shifts when a paragraph is added.
    """
    old, new = _counted(before), _counted(now)
    still = (old & new).total()
    return Progress(solved=old.total() - still, still=still, fresh=new.total() - still)


def _counted(findings: Sequence[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.code, finding.place.partition(",")[0]) for finding in findings)
