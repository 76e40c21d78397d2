"""What letter and report say of progress and of shares, held against the actions in the report's own overview."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bna_pipeline.documents.dutch import number_words
from bna_pipeline.documents.letter_case import Fault, LetterCase, Passage
from bna_pipeline.model.claim_words import too_strong, wrong_shares
from bna_pipeline.model.consolidation import ProgressClaim
from bna_pipeline.model.programme import Status
from bna_pipeline.model.shares import share_in_words

_STATUSES = "|".join(re.escape(status.value) for status in sorted(Status, key=lambda s: -len(s.value)))
_NUMBER = rf"(?:\d+|{'|'.join(re.escape(number_words(n)) for n in range(21))})"
# A count of actions with a status is a figure, and no claim about the whole.
_COUNTED = re.compile(rf"\b{_NUMBER} (?:acties? )?(?:{_STATUSES})\b", re.IGNORECASE)
_ENUMERATED = re.compile(
    rf"\b(\d+) van de (\d+)(?: acties?)? (?:is|zijn|liggen|ligt|lopen|loopt) (?:{_STATUSES})"
    rf"(?:(?:, | of | en )(?:{_STATUSES}))*",
    re.IGNORECASE,
)


def claims(case: LetterCase) -> Iterator[Fault]:
    """No claim about progress that is stronger than the statuses carry, and no count that is another."""
    for passage in (*case.passages(), *case.report_passages):
        for sentence in passage.sentences:
            progress = _about(case, passage, sentence)
            yield from _counts(passage, sentence, progress)
            text = _COUNTED.sub(_silent, _ENUMERATED.sub(_silent, sentence))
            for claim in too_strong(case.programme.claims, progress.words, text):
                needed = f"{round(claim.level.at_least * 100)} procent"
                yield Fault(
                    passage.place,
                    f"Er staat '{claim.said}', maar {progress.on_schedule} van de {progress.total} acties liggen op "
                    f"schema of beter; voor deze uitspraak is {needed} nodig.",
                    f"Schrijf '{progress.words}', of laat de uitspraak weg.",
                    sentence,
                )


def shares(case: LetterCase) -> Iterator[Fault]:
    """A share of participation, in words or figures, is that of the programme's roles."""
    part, total = len(case.participating), len(case.content.report.overview.rows)
    if not total:
        return
    for passage in (*case.passages(), *case.report_passages):
        for sentence in passage.sentences:
            for said in wrong_shares(case.programme, part, total, sentence):
                yield Fault(
                    passage.place,
                    f"Er staat '{said}', maar het gaat om {part} van de {total} acties.",
                    f"Schrijf '{share_in_words(part, total)}', of controleer de rollen in het programma.",
                    sentence,
                )


def _about(case: LetterCase, passage: Passage, sentence: str) -> ProgressClaim:
    """The claim that the data carry of what a sentence is about: a pillar's own text, or the one pillar it names."""
    names = [p.name for p in case.content.report.pillars]
    named = [passage.pillar] if passage.pillar else [n for n in names if n in sentence and _whole(n, sentence)]
    return case.progress_of(named[0]) if len(named) == 1 else case.progress


def _whole(name: str, sentence: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) is not None


def _counts(passage: Passage, sentence: str, progress: ProgressClaim) -> Iterator[Fault]:
    for found in _ENUMERATED.finditer(sentence):
        good, total = int(found[1]), int(found[2])
        if total == progress.total and good != progress.on_schedule:
            yield Fault(
                passage.place,
                f"Er staat '{good} van de {total}', maar het zijn er {progress.on_schedule}.",
                "Laat het getal uit de gegevens komen, met de velden van `progress`.",
                sentence,
            )


def _silent(found: re.Match[str]) -> str:
    return "_" * len(found[0])
