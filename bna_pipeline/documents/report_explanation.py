"""Where the report's sentences come from: made from the data, written by the redactie, or sent by a partner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bna_pipeline.documents.explanation import REDACTIE, Explained, LetterExplainer, explained, renamed, written
from bna_pipeline.documents.fact_sources import Sources
from bna_pipeline.documents.facts import letter_facts
from bna_pipeline.documents.letter_text import REPORT_TEXT, LetterText
from bna_pipeline.documents.movement_content import counts_since
from bna_pipeline.documents.patterns import Facts
from bna_pipeline.documents.tracing import trace
from bna_pipeline.model.base import Paragraphs
from bna_pipeline.model.consolidation import AttributedText, ConsolidatedAction, Consolidation
from bna_pipeline.model.content import Content
from bna_pipeline.model.programme import Edition, Programme

_DOCUMENT = "rapportage"


def explain_content(
    programme: Programme, edition: Edition, consolidation: Consolidation, text: LetterText, content: Content
) -> tuple[Explained, ...]:
    """Each line of the letter, and each text of the report that somebody wrote or the data made.

    Args:
        content: what `write_content` makes of the others.

    Raises:
        TemplateInvalid: a sentence of the programme cannot be filled in.
    """
    facts = letter_facts(programme, edition, consolidation, text.report.not_reported)
    letter = LetterExplainer(programme, edition, consolidation.editorial, text, facts).explain(content.letter)
    return (*letter, *ReportExplainer(programme, edition, consolidation, text, facts).explain())


def origins_of(explained: Iterable[Explained]) -> dict[str, str]:
    """Where the text of each place was written, by place."""
    return {line.place: line.origin for line in explained}


class ReportExplainer:
    """Walks along the report's running text, in reading order. Places are those that findings name."""

    def __init__(
        self, programme: Programme, edition: Edition, consolidation: Consolidation, text: LetterText, facts: Facts
    ) -> None:
        self._programme = programme
        self._edition = edition
        self._consolidation = consolidation
        self._text = text.report
        self._facts = facts
        self._sources = Sources(programme, edition)
        self._names = {p.id: p.name for p in programme.partners}

    def explain(self) -> Iterator[Explained]:
        """Every generated sentence, and every paragraph that the redactie or a partner wrote."""
        editorial = self._consolidation.editorial
        yield self._made("edition", "Rapportage, omslag, editie")
        yield from _paragraphs("Rapportage, voorwoord, alinea", f"{REDACTIE}: foreword", editorial.foreword)
        about = self._programme.introduction
        yield from _paragraphs("Rapportage, over de agenda, alinea", "programme.yaml: introduction", about)
        yield from self._summary()
        yield self._made("overview", "Rapportage, overzicht, inleiding")
        if self._consolidation.movement:
            more = {"movement": {"counts": counts_since(self._consolidation.movement)}}
            yield self._made("movement.introduction", "Rapportage, overzicht, sinds vorig jaar", more)
        for pillar in self._programme.pillars:
            texts = {p.pillar: (n, p.text) for n, p in enumerate(editorial.pillars)}
            number, text = texts.get(pillar.id, (0, ()))
            place = f"Rapportage, pijler {pillar.name}, alinea"
            yield from _paragraphs(place, f"{REDACTIE}: pillars[{number}].text", text)
            for action in self._consolidation.actions:
                if action.pillar == pillar.id:
                    yield from self._action(action)
        yield from self._around()
        if any(action.money for action in self._consolidation.actions):
            yield self._made("finance", "Rapportage, financiën, inleiding")

    def _summary(self) -> Iterator[Explained]:
        yield self._made("progress", "Rapportage, samenvatting, de stand in één zin")
        summary = self._consolidation.editorial.summary
        yield from _paragraphs("Rapportage, samenvatting, alinea", f"{REDACTIE}: summary", summary)
        for number, pillar in enumerate(self._facts["pillars"]):
            place = f"Rapportage, samenvatting, pijler {pillar['name']}"
            (told,) = trace(self._text.pillar_progress, {**self._facts, "pillar": pillar})
            known = tuple(renamed(each, "pillar", f"pillars[{number}]") for each in told)
            yield explained(_DOCUMENT, place, f"{REPORT_TEXT}, pillar_progress", known, self._sources)

    def _action(self, action: ConsolidatedAction) -> Iterator[Explained]:
        kinds = (("bereikt", action.achieved), ("reden", action.reason), ("maatregel", action.measure))
        for kind, texts in (*kinds, ("wat komt hierna", action.next_steps)):
            yield from self._sent(f"Rapportage, actie {action.id}, {kind}", texts)
        for number, each in enumerate(action.examples, start=1):
            text = AttributedText(partner=each.partner, text=each.example.text, edited=each.edited)
            yield from self._sent(f"Rapportage, actie {action.id}, voorbeeld {number}", (text,))
        if action.gap is not None:
            place = f"Rapportage, actie {action.id}, ontbrekende melding"
            yield self._made("gap", place, {"partner": self._names[action.gap]})

    def _sent(self, place: str, texts: tuple[AttributedText, ...]) -> Iterator[Explained]:
        number = 0
        for text in texts:
            origin = f"bijdrage van {self._names[text.partner]}{', bewerkt door de redactie' if text.edited else ''}"
            for line in text.text:
                number += 1
                yield written(_DOCUMENT, f"{place}, alinea {number}", origin, line)

    def _around(self) -> Iterator[Explained]:
        editorial = self._consolidation.editorial
        for n, development in enumerate(editorial.developments):
            place, origin = f"Rapportage, ontwikkeling {n + 1}", f"{REDACTIE}: developments[{n}]"
            yield written(_DOCUMENT, f"{place}, titel", f"{origin}.title", development.title)
            yield from _paragraphs(f"{place}, alinea", f"{origin}.text", development.text)
            yield from _paragraphs(f"{place}, antwoord, alinea", f"{origin}.answer", development.answer)
        for n, chance in enumerate(editorial.opportunities):
            place, origin = f"Rapportage, kans {n + 1}", f"{REDACTIE}: opportunities[{n}]"
            yield written(_DOCUMENT, f"{place}, titel", f"{origin}.title", chance.title)
            yield from _paragraphs(f"{place}, alinea", f"{origin}.text", chance.text)

    def _made(self, name: str, place: str, more: Facts | None = None) -> Explained:
        pattern = self._text.movement.introduction if name == "movement.introduction" else getattr(self._text, name)
        (told,) = trace(pattern, {**self._facts, **(more or {})})
        return explained(_DOCUMENT, place, f"{REPORT_TEXT}, {name}", told, self._sources)


def _paragraphs(place: str, origin: str, text: Paragraphs) -> Iterator[Explained]:
    for number, line in enumerate(text):
        yield written(_DOCUMENT, f"{place} {number + 1}", f"{origin}[{number}]", line)
