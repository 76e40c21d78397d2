"""What only a person can judge, asked about this draft: which pictures, which links, which names, on which pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bna_pipeline.documents.lint_pdf_file import PdfFile
from bna_pipeline.documents.lint_pdf_ink import unmeasured
from bna_pipeline.documents.lint_pdf_tree import Node
from bna_pipeline.documents.lint_rules import place_in, short
from bna_pipeline.model.checklist import ChecklistItem
from bna_pipeline.model.content import Content, LetterPartId
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF

_LONG_SENTENCE = 30
"""Words. Plain language stays far below; above it a reader loses the thread."""
_MOST = 40
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ0-9‘“\"])")
_ABBREVIATION = re.compile(r"(?<![\w./-])[A-Z][A-Z0-9]+(?![\w/-]|\.\w)")
_ROMAN = re.compile(r"[IVXLC]+")


def checklist_of(content: Content, pdfs: Sequence[PdfFile]) -> tuple[ChecklistItem, ...]:
    """The questions that this draft raises, in the order in which one reads.

    Args:
        pdfs: those of the draft that there are; they give the pages.
    """
    asked = (
        _item("Bladzijden", _PAGES, "huisregel", _pages(pdfs), always=True),
        _item("Toon", _TONE, "huisregel; schrijfwijzer van het programma", _tone(content), always=True),
        _item("Lange zinnen", _PLAIN, "WCAG 2.2 SC 3.1.5; taalniveau B1", _long_sentences(pdfs)),
        _item("Afkortingen", _SHORT, "WCAG 2.2 SC 3.1.4", _unexplained(content, pdfs)),
        _item("Afbeeldingen", _PICTURES, "WCAG 2.2 SC 1.1.1", _pictures(content, pdfs)),
        _item("Foto's", _PHOTOS, "WCAG 2.2 SC 1.4.11; AVG, artikel 6", _photos(content, pdfs)),
        _item("Grafieken", _CHARTS, "WCAG 2.2 SC 1.4.1 en 1.1.1", _charts(content, pdfs)),
        _item("Tekst op beeld", _ON_PICTURES, "WCAG 2.2 SC 1.4.3", _on_pictures(pdfs)),
        _item("Links", _LINKS, "WCAG 2.2 SC 2.4.4", _links(pdfs)),
        _item("Andere talen", _FOREIGN, "WCAG 2.2 SC 3.1.2", _foreign(content, pdfs)),
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


def _pages(pdfs: Sequence[PdfFile]) -> list[str]:
    return [f"{file.name}, bladzijde 1 tot en met {len(file.pages)}" for file in pdfs]


def _tone(content: Content) -> Iterator[str]:
    if content.report.foreword.text:
        yield place_in(REPORT_PDF, heading="Voorwoord")
    for part_id in (LetterPartId.CORE, LetterPartId.CONSEQUENCES):
        yield from (place_in(LETTER_PDF, heading=part.heading) for part in content.letter.parts if part.id is part_id)


def _long_sentences(pdfs: Sequence[PdfFile]) -> list[str]:
    """The longest first."""
    found = []
    for file in pdfs:
        for node in file.nodes:
            if node.tag in ("P", "LBody", "TD") and not node.inside("TOC", "Figure"):
                for sentence in _SENTENCE.split(_own_text(file, node)):
                    words = len(sentence.split())
                    if words > _LONG_SENTENCE:
                        found.append((-words, f"{file.place(node)}: {words} woorden, '{short(sentence)}'"))
    return [place for _, place in sorted(found, key=lambda entry: entry[0])]


def _own_text(file: PdfFile, node: Node) -> str:
    """What a block says itself, without the blocks within it."""
    return "" if any(kid.tag in ("P", "L", "Table") for kid in node.children()) else file.text(node)


def _unexplained(content: Content, pdfs: Sequence[PdfFile]) -> Iterator[str]:
    """Every word that looks like an abbreviation and is not in the list, where it first stands."""
    known = {line.short for line in content.report.abbreviations} | {row.action for row in content.report.overview.rows}
    seen: set[str] = set()
    for file in pdfs:
        whole = " ".join(file.said.values())
        for node in file.nodes:
            if node.tag not in ("P", "LBody", "TD", "H1", "H2", "H3", "H4"):
                continue
            said = _own_text(file, node)
            for word in _ABBREVIATION.findall(said):
                if word in known or word in seen or _ROMAN.fullmatch(word) or f"({word})" in whole:
                    continue
                seen.add(word)
                yield f"{file.place(node)}: {word}"


def _figures(pdfs: Sequence[PdfFile]) -> Iterator[tuple[PdfFile, Node]]:
    return ((file, node) for file in pdfs for node in file.nodes if node.tag == "Figure" and node.alt)


def _described(content: Content) -> set[str]:
    """What contributors say of their pictures; the other figures are logos and charts."""
    blocks = (block for chapter in content.report.pillars for action in chapter.actions for block in action.examples)
    return {" ".join(block.picture.description.split()) for block in blocks if block.picture is not None}


def _pictures(content: Content, pdfs: Sequence[PdfFile]) -> Iterator[str]:
    known = _described(content)
    for file, node in _figures(pdfs):
        if " ".join((node.alt or "").split()) in known:
            yield f"{file.place(node)}: '{short(node.alt or '')}'"


def _photos(content: Content, pdfs: Sequence[PdfFile]) -> Iterator[str]:
    photos = {
        " ".join(block.picture.description.split())
        for chapter in content.report.pillars
        for action in chapter.actions
        for block in action.examples
        if block.picture is not None and block.picture.media_type == "image/jpeg"
    }
    for file, node in _figures(pdfs):
        if " ".join((node.alt or "").split()) in photos:
            yield f"{file.place(node)}: '{short(node.alt or '')}'"


def _charts(content: Content, pdfs: Sequence[PdfFile]) -> Iterator[str]:
    known = _described(content) | {logo.name for logo in content.report.cover.logos} | {content.letter.authority}
    for file, node in _figures(pdfs):
        if " ".join((node.alt or "").split()) not in known:
            yield f"{file.place(node)}: '{short(node.alt or '')}'"


def _on_pictures(pdfs: Sequence[PdfFile]) -> Iterator[str]:
    for file in pdfs:
        for page, run in unmeasured(file):
            yield f"{file.place_of(page, run)}: '{short(run.text)}'"


def _links(pdfs: Sequence[PdfFile]) -> Iterator[str]:
    for file in pdfs:
        for number, annotation in file.annotations():
            action = annotation.get("/A")
            if action is not None and "/URI" in action:
                yield f"{place_in(file.name, number)}: {action['/URI']}"


def _foreign(content: Content, pdfs: Sequence[PdfFile]) -> Iterator[str]:
    """Each text once, with the place where it stands first."""
    own = content.language.split("-")[0].lower()
    for file in pdfs:
        spoken = [(node, " ".join(text.split()), tag) for node in file.nodes for text, tag in file.spoken(node)]
        other = [(node, text, tag) for node, text, tag in spoken if text and tag.split("-")[0].lower() != own]
        times = Counter((text, tag) for _, text, tag in other)
        first = {(text, tag): node for node, text, tag in reversed(other)}
        for (text, tag), times_said in times.items():
            yield f"{file.place(first[text, tag])}: '{short(text)}' ({tag}), {times_said} keer"


def _names(content: Content) -> Iterator[str]:
    letter = content.letter
    yield from (f"{place_in(LETTER_PDF)}: {signature.label}, {signature.name}" for signature in letter.signatures)
    yield from (f"{place_in(LETTER_PDF)}: {line.label}, {line.value}" for line in (*letter.head, *letter.responsible))
    yield place_in(REPORT_PDF, heading="Voorwoord") + f": {content.report.foreword.signed}"
    if content.report.contributors:
        yield f"{place_in(REPORT_PDF)}: de lijst van {len(content.report.contributors)} bijdragers"
