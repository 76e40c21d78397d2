"""What only a person can judge, asked about this draft: which pictures, which links, which names, on which pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from bna_pipeline.documents.lint_reading import Figure, Reading
from bna_pipeline.documents.lint_rules import place_in, short
from bna_pipeline.model.checklist import ChecklistItem
from bna_pipeline.model.content import Content, LetterPartId
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF

_MOST: Final = 40
_all: Final = chain.from_iterable


def checklist_of(content: Content, pdfs: Sequence[Reading]) -> tuple[ChecklistItem, ...]:
    """The questions that this draft raises, in the order in which one reads.

    Args:
        pdfs: what was read in those of the draft that there are; they give the pages.
    """
    asked = (
        _item("Bladzijden", _PAGES, "huisregel", _pages(pdfs), always=True),
        _item("Toon", _TONE, "huisregel; schrijfwijzer van het programma", _tone(content), always=True),
        _item("Lange zinnen", _PLAIN, "WCAG 2.2 SC 3.1.5; taalniveau B1", _long_sentences(pdfs)),
        _item("Afkortingen", _SHORT, "WCAG 2.2 SC 3.1.4", _unexplained(content, pdfs)),
        _item("Afbeeldingen", _PICTURES, "WCAG 2.2 SC 1.1.1", _pictures(content, pdfs)),
        _item("Foto's", _PHOTOS, "WCAG 2.2 SC 1.4.11; AVG, artikel 6", _photos(content, pdfs)),
        _item("Grafieken", _CHARTS, "WCAG 2.2 SC 1.4.1 en 1.1.1", _charts(content, pdfs)),
        _item("Tekst op beeld", _ON_PICTURES, "WCAG 2.2 SC 1.4.3", _all(pdf.on_pictures for pdf in pdfs)),
        _item("Links", _LINKS, "WCAG 2.2 SC 2.4.4", _all(pdf.links for pdf in pdfs)),
        _item("Andere talen", _FOREIGN, "WCAG 2.2 SC 3.1.2", _all(pdf.foreign for pdf in pdfs)),
        _item("Namen", _NAMES, "vaste vorm van de statenmededeling", _names(content), always=True),
        _item("Ontbrekende bijdragen", _GAPS, "huisregel", [f"{action}: {gap}" for action, gap in content.gaps]),
    )
    return tuple(item for item in asked if item is not None)


_PAGES = "Ziet elke bladzijde er goed uit: geen vreemde witte plekken, geen tabel die ongelukkig afbreekt?"
_TONE = "Past de toon bij de lezer: zakelijk, zonder reclame, en gelijk in alle hoofdstukken?"
_PLAIN = "Begrijpt iemand van buiten deze lange zinnen in één keer, of kunnen zij in tweeën?"
_SHORT = "Staat de afkorting in de lijst, of is zij bij de eerste keer uitgeschreven? Of is het een naam?"
_PICTURES = "Zegt het tekstalternatief wat op de afbeelding te zien is en ertoe doet?"
_PHOTOS = "Is de foto scherp, zijn kleuren en uitsnede goed, en mag iedereen die herkenbaar is erop staan?"
_CHARTS = "Is de grafiek ook zonder kleur te lezen, en zegt de tekst eronder hetzelfde?"
_ON_PICTURES = "Steekt deze tekst genoeg af tegen het beeld of het verloop eronder? Dat is niet te berekenen."
_LINKS = "Gaat de link open, en is het de pagina die de tekst belooft?"
_FOREIGN = "Zijn deze woorden in die taal? Ontbreekt er een woord, zet het dan bij `foreign` in programme.yaml."
_NAMES = "Zijn namen, titels, functies en adressen juist gespeld en nog actueel?"
_GAPS = "Is het goed dat dit concept verschijnt zonder deze bijdragen?"


def _item(
    subject: str, question: str, source: str, places: Iterable[str], *, always: bool = False
) -> ChecklistItem | None:
    listed = list(dict.fromkeys(places))
    if not listed and not always:
        return None
    more = len(listed) - _MOST
    shown = [*listed[:_MOST], f"en nog {more} plaatsen"] if more > 0 else listed
    return ChecklistItem(subject=subject, question=question, source=source, places=tuple(shown))


def _pages(pdfs: Sequence[Reading]) -> list[str]:
    return [f"{pdf.name}, bladzijde 1 tot en met {pdf.pages}" for pdf in pdfs]


def _tone(content: Content) -> Iterator[str]:
    if content.report.foreword.text:
        yield place_in(REPORT_PDF, heading="Voorwoord")
    for part_id in (LetterPartId.CORE, LetterPartId.CONSEQUENCES):
        yield from (place_in(LETTER_PDF, heading=part.heading) for part in content.letter.parts if part.id is part_id)


def _long_sentences(pdfs: Sequence[Reading]) -> list[str]:
    """The longest first."""
    found = sorted(_all(pdf.long_sentences for pdf in pdfs), key=lambda sentence: -sentence.words)
    return [sentence.said for sentence in found]


def _unexplained(content: Content, pdfs: Sequence[Reading]) -> Iterator[str]:
    """Every word that looks like an abbreviation and is not in the list, where it first stands."""
    seen = {line.short for line in content.report.abbreviations} | {row.action for row in content.report.overview.rows}
    for abbreviation in _all(pdf.abbreviations for pdf in pdfs):
        if abbreviation.word not in seen:
            seen.add(abbreviation.word)
            yield f"{abbreviation.place}: {abbreviation.word}"


def _shown(figures: Iterable[Figure]) -> Iterator[str]:
    return (f"{figure.place}: '{short(figure.alternative)}'" for figure in figures)


def _figures(pdfs: Sequence[Reading]) -> Iterator[Figure]:
    return _all(pdf.figures for pdf in pdfs)


def _described(content: Content, media_type: str | None = None) -> set[str]:
    """What contributors say of their pictures (of one media type); the other figures are logos and charts."""
    blocks = (block for chapter in content.report.pillars for action in chapter.actions for block in action.examples)
    return {
        " ".join(block.picture.description.split())
        for block in blocks
        if block.picture is not None and media_type in (None, block.picture.media_type)
    }


def _pictures(content: Content, pdfs: Sequence[Reading]) -> Iterator[str]:
    known = _described(content)
    return _shown(figure for figure in _figures(pdfs) if figure.alternative in known)


def _photos(content: Content, pdfs: Sequence[Reading]) -> Iterator[str]:
    photos = _described(content, "image/jpeg")
    return _shown(figure for figure in _figures(pdfs) if figure.alternative in photos)


def _charts(content: Content, pdfs: Sequence[Reading]) -> Iterator[str]:
    known = _described(content) | {logo.name for logo in content.report.cover.logos} | {content.letter.authority}
    return _shown(figure for figure in _figures(pdfs) if figure.alternative not in known)


def _names(content: Content) -> Iterator[str]:
    letter = content.letter
    yield from (f"{place_in(LETTER_PDF)}: {signature.label}, {signature.name}" for signature in letter.signatures)
    yield from (f"{place_in(LETTER_PDF)}: {line.label}, {line.value}" for line in (*letter.head, *letter.responsible))
    yield place_in(REPORT_PDF, heading="Voorwoord") + f": {content.report.foreword.signed}"
    if content.report.contributors:
        yield f"{place_in(REPORT_PDF)}: de lijst van {len(content.report.contributors)} bijdragers"
