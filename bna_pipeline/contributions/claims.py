"""The redactie's free text held against the data: no claim and no share that they do not carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bna_pipeline.contributions.rule_settings import weights_of
from bna_pipeline.contributions.rules import Findings, Rule, quoted
from bna_pipeline.model.base import Paragraphs
from bna_pipeline.model.claim_words import ClaimSaid, too_strong, wrong_shares
from bna_pipeline.model.consolidation import Consolidation, ProgressClaim
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.finding import Finding
from bna_pipeline.model.programme import ClaimRules, Programme, ProgressLevel

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


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
    for key in ("foreword", "summary", "occasion", "correction", "european", "communication", "follow_up"):
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
    for claim in too_strong(rules, passage.progress.words, passage.text):
        findings.add(Rule.CLAIM, passage.place, *_about_claim(claim, passage.progress))


def _about_claim(claim: ClaimSaid, progress: ProgressClaim) -> tuple[str, str]:
    needed = f"{round(claim.level.at_least * 100)} procent"
    return (
        f"Er staat {quoted(claim.said)}, maar {progress.on_schedule} van de {progress.total} acties liggen op schema "
        f"of beter; voor deze uitspraak is {needed} nodig.",
        f"De gegevens dragen {quoted(progress.words)}. Gebruik die woorden, of laat de uitspraak weg.",
    )


def _participation(programme: Programme, consolidation: Consolidation, passage: _Passage, findings: Findings) -> None:
    share = consolidation.figures.participation
    for sentence in _SENTENCE_END.split(passage.text):
        for said in wrong_shares(programme, share.part, share.total, sentence):
            findings.add(
                Rule.SHARE,
                passage.place,
                f"Er staat {quoted(said)}, maar het gaat om {share.part} van de {share.total} acties.",
                f"Schrijf {quoted(share.words)}, of controleer de rollen in het programma.",
            )
