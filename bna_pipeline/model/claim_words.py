"""Claims about progress and shares of participation as they stand in free text (`domain.md`, "The letter")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from bna_pipeline.model.programme import ClaimRules, Programme, ProgressLevel
from bna_pipeline.model.shares import SAID, TOLERANCE

_CLAUSE_END = re.compile(r"[.!?;:]\s+")
_NEGATION = re.compile(r"\b(?:niet(?! alleen)|geen|nooit|nergens|zonder)\b", re.IGNORECASE)
_ABOUT_PARTICIPATION = re.compile(
    r"\b(?:deelneemt|deelnemen|neemt|nemen|betrokken|doet mee|meedoet|werkt mee|meewerkt|rol)\b", re.IGNORECASE
)
_COUNT = re.compile(r"\b(\d+) van de (\d+)\b")
_PERCENT = re.compile(r"\b(\d{1,3}) ?(?:%|procent)")
_AT_LEAST = re.compile(r"(?:meer dan|ten minste|minstens|minimaal)\s*$", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:minder dan|ten hoogste|hooguit|maximaal)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class ClaimSaid:
    """A claim about progress as it stands in a text, and the level that it makes."""

    said: str
    level: ProgressLevel


def level_for(rules: ClaimRules, on_schedule: int, total: int) -> ProgressLevel:
    """The strongest wording that this share carries; the programme's levels run from strong to weak."""
    share = Fraction(on_schedule, total)
    # Through the decimal text: 0.7 as a float is a little less than seven tenths.
    return next(level for level in rules.levels if share >= Fraction(str(level.at_least)))


def too_strong(rules: ClaimRules, carried: str, text: str) -> Iterator[ClaimSaid]:
    """The claims in a text that say more than the level whose words are `carried`.

    A phrase that is denied in its own clause is no claim.
    """
    place = next(i for i, level in enumerate(rules.levels) if level.words == carried)
    weaker = [phrase for level in rules.levels[place:] for phrase in (level.words, *level.phrases)]
    text = blanked(text, weaker)
    for level in rules.levels[:place]:
        # Longest first, and blanked once seen: "grotendeels op schema" is not also "op schema".
        for phrase in sorted({level.words, *level.phrases}, key=lambda p: (-len(p), p)):
            for found in _phrase(phrase).finditer(text):
                if not _denied(text, found.start()):
                    yield ClaimSaid(found[0], level)
            text = blanked(text, [phrase])


def blanked(text: str, phrases: Iterable[str]) -> str:
    """The text with these phrases made unreadable, so that a part of one is not found again."""
    # Longest first, so that a short phrase cannot spare the rest of a longer one.
    for phrase in sorted(phrases, key=len, reverse=True):
        text = _phrase(phrase).sub(lambda m: "_" * len(m[0]), text)
    return text


def wrong_shares(programme: Programme, part: int, total: int, sentence: str) -> Iterator[str]:
    """The shares in a sentence about the province's participation that differ from `part` of `total` actions."""
    data = Fraction(part, total)
    if not _is_about_participation(programme, sentence):
        return
    for said, value, exact in _shares(sentence):
        start = sentence.find(said)
        if _AT_LEAST.search(sentence[:start]):
            fits = data >= value
        elif _AT_MOST.search(sentence[:start]):
            fits = data <= value
        else:
            fits = data == value if exact else abs(data - value) <= TOLERANCE
        if not fits:
            yield said


@lru_cache(maxsize=256)
def _phrase(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _denied(text: str, at: int) -> bool:
    clause = _CLAUSE_END.split(text[:at])[-1]
    return _NEGATION.search(clause) is not None


def _is_about_participation(programme: Programme, sentence: str) -> bool:
    who = programme.partner(programme.province)
    names = {who.name.casefold(), who.short.casefold(), programme.province_name.casefold(), "provincie"}
    text = sentence.casefold()
    return "actie" in text and any(name in text for name in names) and _ABOUT_PARTICIPATION.search(text) is not None


def _shares(sentence: str) -> Iterator[tuple[str, Fraction, bool]]:
    for found in _COUNT.finditer(sentence):
        if int(found[2]):
            yield found[0], Fraction(int(found[1]), int(found[2])), True
    for found in _PERCENT.finditer(sentence):
        yield found[0], Fraction(int(found[1]), 100), False
    for words, value in SAID.items():
        pattern = rf"{words}(?= (?:de |deze |geprioriteerde )*acties?\b)" if words in ("alle", "geen enkele") else words
        for match in re.finditer(rf"\b{pattern}\b", sentence, re.IGNORECASE):
            yield match[0], value, False
