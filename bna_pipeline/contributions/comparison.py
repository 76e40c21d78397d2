"""What became of the findings of a partner's version before: solved, still there, and new."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bna_pipeline.contributions.rules import Rule
from bna_pipeline.model.finding import Finding, FindingsReport

_UNREAD = frozenset(
    rule.code
    for rule in (
        Rule.NO_FORM,
        Rule.UNREADABLE,
        Rule.ENCRYPTED,
        Rule.TOO_LARGE,
        Rule.UNSAFE,
        Rule.DEFECT,
        Rule.OTHER_EDITION,
        Rule.OTHER_PARTNER,
    )
)
"""With one of these not everything in a file was looked at: what is not found may still be there."""


@dataclass(frozen=True)
class Comparison:
    """Findings of two versions side by side; a finding is the same when rule and place are.

    Attributes:
        solved: of the version before and no longer there; empty when that cannot be said.
        still: of this version, and there before too.
        new: of this version alone.
        complete: whether both versions were looked at whole, so that `solved` says something.
    """

    solved: tuple[Finding, ...]
    still: tuple[Finding, ...]
    new: tuple[Finding, ...]
    complete: bool

    @property
    def before(self) -> int:
        """How many of the version before can be accounted for."""
        return len(self.solved) + len(self.still)


def still_wrong(before: FindingsReport, now: FindingsReport) -> Comparison:
    """Hold the findings of a version against those of the version before it."""
    open_ones = Counter(map(_key, before.findings))
    still, new = list[Finding](), list[Finding]()
    for finding in now.findings:
        known = open_ones[_key(finding)] > 0
        open_ones[_key(finding)] -= known
        (still if known else new).append(finding)
    complete = not any(finding.code in _UNREAD for finding in (*before.findings, *now.findings))
    solved = list[Finding]()
    for finding in before.findings if complete else ():
        if open_ones[_key(finding)] > 0:
            open_ones[_key(finding)] -= 1
            solved.append(finding)
    return Comparison(tuple(solved), tuple(still), tuple(new), complete)


def _key(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.place
