"""The redactie's free text held against the data: no claim and no share that they do not carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bna_pipeline.contributions.rule_settings import weights_of
from bna_pipeline.contributions.rules import Findings, Rule, quoted
from bna_pipeline.contributions.shares import SAID, TOLERANCE
from bna_pipeline.model.base import Paragraphs
from bna_pipeline.model.consolidation import Consolidation, ProgressClaim
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.finding import Finding
from bna_pipeline.model.programme import ClaimRules, Programme, ProgressLevel

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CLAUSE_END = re.compile(r"[.!?;:]\s+")
_NEGATION = re.compile(r"\b(?:niet(?! alleen)|geen|nooit|nergens|zonder)\b", re.IGNORECASE)
_ABOUT_PARTICIPATION = re.compile(
    r"\b(?:deelneemt|deelnemen|neemt|nemen|betrokken|doet mee|meedoet|rol)\b", re.IGNORECASE
)
_COUNT = re.compile(r"\b(\d+) van de (\d+)\b")
_PERCENT = re.compile(r"\b(\d{1,3}) ?(?:%|procent)")
_AT_LEAST = re.compile(r"(?:meer dan|ten minste|minstens|minimaal)\s*$", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:minder dan|ten hoogste|hooguit|maximaal)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class _Passage:
    """A text with its place, and the progress that a claim in it is about."""

    place: str
    text: str
    progress: ProgressClaim


def claim_findings(programme: Programme, consolidation: Consolidation) -> tuple[Finding, ...]:
    """What the redactie says that the data do not carry.

    A claim in the text of a pillar is held against that pillar, one in an edit against that action, every other one
    against all actions. A phrase that is denied in its own clause is no claim.

    Returns:
        errors for claims about progress stronger than the statuses carry, warnings for shares of participation that
        differ from the programme's roles.
    """
    findings = Findings(weights=weights_of(programme))
    for passage in _passages(programme, consolidation):
        _progress(programme.claims, passage, findings)
        _participation(programme, consolidation, passage, findings)
    return findings.all()


def _passages(programme: Programme, consolidation: Consolidation) -> Iterator[_Passage]:
    editorial, overall = consolidation.editorial, consolidation.figures.progress
    for place, text in _general(editorial):
        yield _Passage(place, text, overall)
    by_pillar = {p.pillar: p.progress for p in consolidation.figures.pillars}
    for index, opening in enumerate(editorial.pillars):
        progress = by_pillar.get(opening.pillar, overall)
        for place, text in _paragraphs(f"pillars[{index}].text", opening.text):
            yield _Passage(place, text, progress)
    by_action = {a.id: a for a in consolidation.actions}
    for index, edit in enumerate(editorial.edits):
        action = by_action.get(edit.action)
        good = int(action is not None and action.status in programme.claims.on_schedule)
        claim = ProgressClaim(words=_level(programme.claims, good).words, on_schedule=good, total=1)
        for place, text in _paragraphs(f"edits[{index}].text", edit.text):
            yield _Passage(place, text, claim)


def _general(editorial: Editorial) -> Iterator[tuple[str, str]]:
    for key in ("foreword", "summary", "occasion", "european", "communication", "follow_up"):
        yield from _paragraphs(key, getattr(editorial, key))
    for index, development in enumerate(editorial.developments):
        yield f"developments[{index}].title", development.title
        yield from _paragraphs(f"developments[{index}].text", development.text)
        yield from _paragraphs(f"developments[{index}].answer", development.answer)
    for index, chance in enumerate(editorial.opportunities):
        yield f"opportunities[{index}].title", chance.title
        yield f"opportunities[{index}].state", chance.state
        yield from _paragraphs(f"opportunities[{index}].text", chance.text)
    for key in ("core", "consequences"):
        for index, statement in enumerate(getattr(editorial, key)):
            yield f"{key}[{index}].heading", statement.heading
            yield from _paragraphs(f"{key}[{index}].argument", statement.argument)


def _paragraphs(place: str, text: Paragraphs) -> Iterator[tuple[str, str]]:
    for index, paragraph in enumerate(text):
        yield (place if len(text) == 1 else f"{place}, alinea {index + 1}"), paragraph


def _level(rules: ClaimRules, on_schedule: int) -> ProgressLevel:
    return rules.levels[0] if on_schedule else rules.levels[-1]


def _progress(rules: ClaimRules, passage: _Passage, findings: Findings) -> None:
    carried = next(i for i, level in enumerate(rules.levels) if level.words == passage.progress.words)
    weaker = [phrase for level in rules.levels[carried:] for phrase in (level.words, *level.phrases)]
    text = _blanked(passage.text, weaker)
    for level in rules.levels[:carried]:
        # Longest first, and blanked once seen: "grotendeels op schema" is not also "op schema".
        for phrase in sorted({level.words, *level.phrases}, key=lambda p: (-len(p), p)):
            for found in _phrase(phrase).finditer(text):
                if not _denied(text, found.start()):
                    findings.add(Rule.CLAIM, passage.place, *_about_claim(found[0], level, passage.progress))
            text = _blanked(text, [phrase])


def _about_claim(said: str, level: ProgressLevel, progress: ProgressClaim) -> tuple[str, str]:
    needed = f"{round(level.at_least * 100)} procent"
    return (
        f"Er staat {quoted(said)}, maar {progress.on_schedule} van de {progress.total} acties liggen op schema of "
        f"beter; voor deze uitspraak is {needed} nodig.",
        f"De gegevens dragen {quoted(progress.words)}. Gebruik die woorden, of laat de uitspraak weg.",
    )


def _phrase(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _blanked(text: str, phrases: list[str]) -> str:
    # Longest first, so that a short phrase cannot spare the rest of a longer one.
    for phrase in sorted(phrases, key=len, reverse=True):
        text = _phrase(phrase).sub(lambda m: "_" * len(m[0]), text)
    return text


def _denied(text: str, at: int) -> bool:
    clause = _CLAUSE_END.split(text[:at])[-1]
    return _NEGATION.search(clause) is not None


def _participation(programme: Programme, consolidation: Consolidation, passage: _Passage, findings: Findings) -> None:
    share = consolidation.figures.participation
    data = Fraction(share.part, share.total)
    for sentence in _SENTENCE_END.split(passage.text):
        if not _is_about(programme, sentence):
            continue
        for said, value, exact in _shares(sentence):
            start = sentence.find(said)
            if _AT_LEAST.search(sentence[:start]):
                fits = data >= value
            elif _AT_MOST.search(sentence[:start]):
                fits = data <= value
            else:
                fits = data == value if exact else abs(data - value) <= TOLERANCE
            if not fits:
                findings.add(
                    Rule.SHARE,
                    passage.place,
                    f"Er staat {quoted(said)}, maar het gaat om {share.part} van de {share.total} acties.",
                    f"Schrijf {quoted(share.words)}, of controleer de rollen in het programma.",
                )


def _is_about(programme: Programme, sentence: str) -> bool:
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
