"""The list that findings go into, and how what a file says is shown in them; the rules are in `rule_table`."""

from __future__ import annotations

import unicodedata
from collections import Counter

from bna_pipeline.contributions.personal_data import masked
from bna_pipeline.contributions.rule_settings import USUAL, Weights
from bna_pipeline.contributions.rule_table import Rule
from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.model.intake import IntakeLimits

__all__ = ["WHOLE_FILE", "Findings", "Rule", "quoted", "shown", "visible"]

WHOLE_FILE = "het hele bestand"
"""The place of a finding that is about the file and not about one answer."""

_LONGEST_PLACE = 200  # characters
_LONGEST_SENTENCE = 2_000

_E, _W = Severity.ERROR, Severity.WARNING


class Findings:
    """Collects the findings of one file, in the order in which they were found.

    Args:
        most: how many are kept; the others are only counted, and said as one finding at the end.
        weights: rules that weigh otherwise than usual, or are off.
    """

    def __init__(self, most: int = IntakeLimits().findings, weights: Weights = USUAL) -> None:
        self._most = most
        self._weights = weights
        self._found: list[Finding] = []
        self._codes: set[str] = set()
        self._misshapen: set[str] = set()
        self._more: Counter[Severity] = Counter()

    def add(self, rule: Rule, place: str, message: str, mend: str) -> None:
        """Note one finding, unless its rule is off; message and mend are Dutch sentences."""
        severity = self._weights.get(rule.code, rule.severity)
        if severity is None:
            return
        if rule is Rule.STRUCTURE:
            self._misshapen.add(place)
        self._codes.add(rule.code)
        if self.full:
            self._more[severity] += 1
            return
        self._found.append(
            Finding(
                code=rule.code,
                severity=severity,
                place=_cut(_safe(place).strip(), _LONGEST_PLACE) or WHOLE_FILE,
                rule=rule.sentence,
                message=_cut(_safe(message), _LONGEST_SENTENCE),
                mend=_cut(_safe(mend), _LONGEST_SENTENCE),
            )
        )

    def heeds(self, rule: Rule) -> bool:
        """Whether this rule is applied at all."""
        return self._weights.get(rule.code, rule.severity) is not None

    @property
    def full(self) -> bool:
        """Whether what comes now is only counted."""
        return len(self._found) >= self._most

    def misshapen(self, place: str) -> bool:
        """Whether this place held something that had to be taken out: that it is empty now is no second finding."""
        return place in self._misshapen

    def has(self, *rules: Rule) -> bool:
        """Whether any of these rules was broken."""
        return any(rule.code in self._codes for rule in rules)

    @property
    def blocking(self) -> bool:
        return bool(self._more[_E]) or any(f.severity is _E for f in self._found)

    def all(self) -> tuple[Finding, ...]:
        """What was kept, and where some were not a last one that says how many."""
        if not self._more:
            return tuple(self._found)
        rest = Finding(
            code=Rule.TOO_LARGE.code,
            severity=_E if self._more[_E] else _W,
            place=WHOLE_FILE,
            rule=Rule.TOO_LARGE.sentence,
            message=f"Er zijn nog {sum(self._more.values())} bevindingen; hier staan de eerste {self._most}.",
            mend="Verbeter eerst wat hier staat en stuur het bestand dan opnieuw.",
        )
        return (*self._found, rest)


def _safe(text: str) -> str:
    # Findings are mailed and kept: what they quote of a file must not spread personal data that stands in it.
    return masked(visible(text))


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def visible(text: str) -> str:
    """The text with control and format characters written out as `U+0007`, so that a page can show them."""
    return "".join(
        f"U+{ord(c):04X}" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c not in "\t\n\r" else c
        for c in text
    )


def shown(name: str) -> str:
    """A file's or folder's name as it can be put on record and on a page: hidden characters as `U+202E`."""
    return visible("".join(f"U+{ord(c):04X}" if c in "\t\n\r" else c for c in name))


def quoted(text: str, limit: int = 70) -> str:
    """The text between Dutch quotation marks on one line, cut when it is long."""
    line = " ".join(text[: limit * 20].split())  # a cut first: what is quoted may be a whole file
    return f"‘{line if len(line) <= limit else line[: limit - 1].rstrip() + '…'}’"
