"""Where each sentence of the letter comes from: a pattern of the programme and the facts in it, or the redactie.

Worked out beside the content, from the same inputs and in the same order; a test holds it against every line of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bna_pipeline.documents.fact_sources import Sources
from bna_pipeline.documents.letter_content import labelled_line
from bna_pipeline.documents.letter_text import LETTER_TEXT, LetterText
from bna_pipeline.documents.patterns import Facts
from bna_pipeline.documents.sentences import sentences
from bna_pipeline.documents.tracing import Traced, trace
from bna_pipeline.model.base import Frozen, Line, Paragraphs
from bna_pipeline.model.content import LetterContent, LetterPart, LetterPartId
from bna_pipeline.model.contribution import Editorial, StatementText
from bna_pipeline.model.programme import Edition, Programme

REDACTIE = "redactie"
PROGRAMME = "programme.yaml"


class FactUsed(Frozen):
    """A fact that a sentence used: its name in the pattern, its value, and where that comes from."""

    name: Line
    value: str
    source: Line


class ExplainedSentence(Frozen):
    text: Line
    facts: tuple[FactUsed, ...] = ()


class Explained(Frozen):
    """One line of a document: a paragraph, a heading or an item.

    Attributes:
        document: "brief" or "rapportage".
        place: where it stands, as findings name it.
        origin: where it was written: a place in `letter/text.yaml` or `report/text.yaml`, a field of the redactie
            ("redactie: core[0].heading"), a field of `programme.yaml`, or whose contribution it is.
    """

    document: Line
    place: Line
    origin: Line
    sentences: tuple[ExplainedSentence, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


class LetterExplainer:
    """Walks along the letter's parts as `letter_content` makes them."""

    def __init__(
        self, programme: Programme, edition: Edition, editorial: Editorial, text: LetterText, facts: Facts
    ) -> None:
        self._programme = programme
        self._editorial = editorial
        self._text = text
        self._facts = facts
        self._sources = Sources(programme, edition)

    def explain(self, letter: LetterContent) -> Iterator[Explained]:
        """Every line of the letter, in reading order."""
        yield from self._head()
        for part in letter.parts:
            yield from self._part(part)
        yield from self._below(letter)

    def _head(self) -> Iterator[Explained]:
        for line in self._text.head:
            for told in trace(line.value, self._facts):
                place = f"{LETTER_TEXT}, kop, '{line.label}'"
                yield explained("brief", f"Kop van de brief, {line.label}", place, told, self._sources)
        for number, own in enumerate(self._programme.letter.head):
            origin = f"{PROGRAMME}: letter.head[{number}]"
            yield written("brief", f"Kop van de brief, {own.label}", origin, labelled_line(own).value)

    def _part(self, part: LetterPart) -> Iterator[Explained]:
        pattern, where = self._text.parts[part.id], f"{LETTER_TEXT}, onderdeel '{part.id.value}'"
        found = [
            *(self._correcting() if self._facts["corrected"] and part.id is LetterPartId.OCCASION else ()),
            *self._filled(pattern.paragraphs, f"{where}, paragraphs"),
            *((f"{REDACTIE}: {key}[{n}]", plain(line)) for key, n, line in self._own(part.id)),
            *self._filled(pattern.closing, f"{where}, closing"),
        ]
        lines = list(self._numbered(f"{part.heading}, alinea", found))
        lines += self._statements(part, where)
        if pattern.link is not None:
            links = [
                (f"{where}, link", told)
                for number, sister in enumerate(self._facts["sisters"])
                for told in self._renamed(pattern.link, {"sister": sister}, "sister", f"sisters[{number}]")
            ]
            lines += self._numbered(f"{part.heading}, verwijzing", links)
        lines += self._numbered(f"{part.heading}, punt", self._filled(pattern.items, f"{where}, items"))
        if not lines:
            lines.append(written("brief", f"{part.heading}, alinea 1", f"{LETTER_TEXT}, nothing", self._text.nothing))
        yield from lines

    def _correcting(self) -> Iterator[tuple[str, tuple[Traced, ...]]]:
        own, place = self._text.erratum, f"{LETTER_TEXT}, erratum"
        yield from self._filled(own.corrects, f"{place}, corrects")
        yield from self._filled(own.changed, f"{place}, changed")
        yield from ((f"{REDACTIE}: correction[{n}]", plain(line)) for n, line in enumerate(self._editorial.correction))
        yield from self._filled(own.kept, f"{place}, kept")

    def _statements(self, part: LetterPart, where: str) -> Iterator[Explained]:
        own: dict[LetterPartId, tuple[str, Sequence[StatementText]]] = {
            LetterPartId.CORE: ("core", self._editorial.core),
            LetterPartId.CONSEQUENCES: ("consequences", self._editorial.consequences),
        }
        key, texts = own.get(part.id, ("", ()))
        found: list[tuple[tuple[str, tuple[Traced, ...]], list[tuple[str, tuple[Traced, ...]]]]] = [
            (
                (f"{REDACTIE}: {key}[{n}].heading", plain(text.heading)),
                [(f"{REDACTIE}: {key}[{n}].argument[{m}]", plain(line)) for m, line in enumerate(text.argument)],
            )
            for n, text in enumerate(texts)
        ]
        made = self._text.parts[part.id].statement
        if made is not None:
            heading = trace(made.heading, self._facts)[0]
            argument = list(self._filled(made.argument, f"{where}, statement.argument"))
            found.insert(made.position - 1, ((f"{where}, statement.heading", heading), argument))
        for number, (head, lines) in enumerate(found, start=1):
            place = f"{part.heading}, stelling {number}"
            yield explained("brief", f"{place}, kop", *head, self._sources)
            yield from self._numbered(f"{place}, alinea", lines)

    def _below(self, letter: LetterContent) -> Iterator[Explained]:
        form = self._programme.letter
        yield written("brief", "Ondertekening, college", f"{PROGRAMME}: letter.authority", letter.authority)
        for number, (shown, signatory) in enumerate(zip(letter.signatures, form.signatories, strict=True)):
            origin = f"{PROGRAMME}: letter.signatories[{number}]"
            yield written("brief", f"Ondertekening, {signatory.label}", origin, f"{shown.label}, {shown.name}")
        for number, line in enumerate(letter.responsible):
            yield written("brief", line.label, f"{PROGRAMME}: letter.responsible[{number}]", line.value)

    def _own(self, part: LetterPartId) -> Iterator[tuple[str, int, str]]:
        keys = {
            LetterPartId.OCCASION: "occasion",
            LetterPartId.EUROPEAN: "european",
            LetterPartId.COMMUNICATION: "communication",
            LetterPartId.FOLLOW_UP: "follow_up",
        }
        if part in keys:
            texts: Paragraphs = getattr(self._editorial, keys[part])
            yield from ((keys[part], number, line) for number, line in enumerate(texts))

    def _filled(self, sources: Sequence[str], place: str) -> Iterator[tuple[str, tuple[Traced, ...]]]:
        for number, source in enumerate(sources, start=1):
            yield from ((f"{place} {number}", told) for told in trace(source, self._facts))

    def _renamed(self, source: str, more: Facts, name: str, path: str) -> Iterator[tuple[Traced, ...]]:
        """As filled in with one more fact, which is known elsewhere by another path."""
        for paragraph in trace(source, {**self._facts, **more}):
            yield tuple(renamed(told, name, path) for told in paragraph)

    def _numbered(self, place: str, found: Iterable[tuple[str, tuple[Traced, ...]]]) -> Iterator[Explained]:
        for number, (origin, told) in enumerate(found, start=1):
            yield explained("brief", f"{place} {number}", origin, told, self._sources)


def plain(text: str) -> tuple[Traced, ...]:
    """A text that somebody wrote, as sentences without facts."""
    return tuple(Traced(sentence, ()) for sentence in sentences(text))


def renamed(told: Traced, name: str, path: str) -> Traced:
    """The same sentence, with a fact and its fields under another path."""
    uses = tuple(u._replace(fact=path + u.fact[len(name) :]) if _within(u.fact, name) else u for u in told.uses)
    return Traced(told.text, uses)


def _within(fact: str, name: str) -> bool:
    return fact == name or fact.startswith((f"{name}.", f"{name}["))


def explained(document: str, place: str, origin: str, told: Iterable[Traced], sources: Sources) -> Explained:
    """A line that was made from a pattern, or one without facts."""
    return Explained(
        document=document,
        place=place,
        origin=origin,
        sentences=tuple(
            ExplainedSentence(
                text=each.text,
                facts=tuple(FactUsed(name=u.fact, value=u.value, source=sources.of(u.fact)) for u in each.uses),
            )
            for each in told
        ),
    )


def written(document: str, place: str, origin: str, text: str) -> Explained:
    """A line as somebody wrote it."""
    made = tuple(ExplainedSentence(text=sentence) for sentence in sentences(text))
    return Explained(document=document, place=place, origin=origin, sentences=made)
