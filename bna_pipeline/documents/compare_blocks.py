"""The text of a section as blocks that can be held beside another version: headings, paragraphs, rows of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bna_pipeline.model.base import Frozen, SectionId
from bna_pipeline.model.content import Content, LetterPart, Statement
from bna_pipeline.model.contribution import Picture

# Ids, codes and field names that a reader has no use for; their change shows in the words that hang on them.
NOT_SAID = frozenset({"id", "pillar", "sha256", "media_type", "width", "height", "date", "number", "field"})
_NAMES = {
    "abbreviations": "Afkorting",
    "action": "Actie",
    "actions": "Acties",
    "amount": "Bedrag",
    "before": "Vorige editie",
    "change": "Verandering",
    "changes": "Wat veranderde",
    "count": "Aantal",
    "date_text": "Datum",
    "gap": "Ontbreekt nog",
    "group": "Groep",
    "heading": "Kop",
    "label": "Onderdeel",
    "meaning": "Betekenis",
    "name": "Naam",
    "now": "Deze editie",
    "owner": "Trekker",
    "partner": "Partner",
    "pillar": "Pijler",
    "progress": "Voortgang",
    "purpose": "Doel",
    "role": "Rol",
    "short": "Afkorting",
    "signed": "Ondertekend door",
    "state": "Stand",
    "status": "Status",
    "text": "Tekst",
    "title": "Titel",
    "url": "Adres",
    "value": "Waarde",
}
_FACTS = frozenset({"owner", "role", "status", "aim", "state", "progress", "signed"})
_FIXED = "Vaste teksten van dit document"


class Block(Frozen):
    """A step in reading a section.

    Attributes:
        cells: of a row; of anything else its one text.
        columns: what the cells of a row are called; empty for anything that is no row.
        level: of a heading, from 1; 0 for anything else.
        hidden: what cannot be read but may change, such as the digest of a picture.
    """

    cells: tuple[str, ...]
    columns: tuple[str, ...] = ()
    level: int = 0
    hidden: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.cells)


def section_values(content: Content) -> dict[SectionId, object]:
    """What each section resolves to, by its id, in reading order."""
    report, letter = content.report, content.letter
    return {
        "rapport.omslag": report.cover,
        "rapport.voorwoord": report.foreword,
        "rapport.samenvatting": report.summary,
        "rapport.overzicht": report.overview,
        **{f"rapport.pijler.{p.pillar}": p for p in report.pillars},
        "rapport.ontwikkelingen": report.developments,
        "rapport.kansen": report.opportunities,
        "rapport.financien": report.finance,
        "rapport.afkortingen": report.abbreviations,
        "rapport.bijdragers": report.contributors,
        **{f"brief.{part.id.value}": part for part in letter.parts},
        "brief.ondertekening": (letter.head, letter.authority, letter.signatures, letter.responsible),
    }


def section_blocks(content: Content) -> dict[SectionId, tuple[Block, ...]]:
    """The blocks of every section, by its id, in reading order."""
    words = {word.label: word.value for word in (*content.letter.words, *content.report.words)}
    return {key: tuple(_blocks(value, words)) for key, value in section_values(content).items()}


def word_blocks(content: Content, section: SectionId) -> tuple[Block, ...]:
    """The fixed words of the document in which a section stands."""
    words = content.report.words if section.startswith("rapport.") else content.letter.words
    return (Block(cells=(_FIXED,), level=1), *(Block(cells=(word.value,)) for word in words))


def _blocks(value: object, words: Mapping[str, str], field: str = "", depth: int = 0) -> Iterator[Block]:
    match value:
        case None:
            return
        case Picture():
            size = f"{value.width}x{value.height}"
            yield Block(cells=(f"Afbeelding: {value.description}",), hidden=f"{value.sha256} {size}")
        case Statement():
            yield Block(cells=(value.heading,), level=depth + 1)
            yield from _blocks(value.argument, words, depth=depth)
        case LetterPart():
            for part in (value.paragraphs, value.statements, value.links, value.items):
                yield from _blocks(part, words, depth=depth)
        case Frozen():
            yield from _model(value, words, depth)
        case str() | int():
            named = field in _FACTS
            yield Block(cells=(f"{_name(field, words)}: {value}" if named else str(value),))
        case Sequence():
            yield from _several(value, words, field, depth)


def _model(value: Frozen, words: Mapping[str, str], depth: int) -> Iterator[Block]:
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    title = fields.pop("title", None) or fields.pop("name", None)
    if title is not None:
        code = fields.get("id")
        yield Block(cells=(f"{code} {title}" if isinstance(code, str) else str(title),), level=depth + 1)
    for name, item in fields.items():
        if name not in NOT_SAID:
            yield from _blocks(item, words, name, depth + 1)


def _several(values: Sequence[object], words: Mapping[str, str], field: str, depth: int) -> Iterator[Block]:
    if field in words and values and isinstance(values[0], Frozen):
        yield Block(cells=(words[field],), level=depth + 1)
    rows = [row for value in values if isinstance(value, Frozen) and (row := _row(value, words)) is not None]
    if rows and len(rows) == len(values):
        yield from rows
        return
    for value in values:
        yield from _blocks(value, words, field, depth)


def _row(value: Frozen, words: Mapping[str, str]) -> Block | None:
    """A thing that has nothing but words and numbers, as a row; None when it says more than that."""
    cells: dict[str, str] = {}
    for name in type(value).model_fields:
        item = getattr(value, name)
        if name in NOT_SAID or item is None:
            continue
        if isinstance(item, str | int):
            cells[_name(name, words)] = str(item)
        elif isinstance(item, tuple) and name in ("actions", "changes") and all(isinstance(i, str) for i in item):
            cells[_name(name, words)] = "; ".join(item)
        else:
            return None
    return Block(cells=tuple(cells.values()), columns=tuple(cells)) if len(cells) > 1 else None


def _name(field: str, words: Mapping[str, str]) -> str:
    found = _NAMES.get(field) or words.get(field) or field
    return found[:1].upper() + found[1:]
