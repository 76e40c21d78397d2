"""The letter as data: its parts in the fixed order of `domain.md`, "The letter"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bna_pipeline.documents.letter_text import LETTER_TEXT, LetterText, PartText
from bna_pipeline.documents.patterns import Facts, fill, fill_line
from bna_pipeline.model.base import Paragraphs
from bna_pipeline.model.content import (
    LabelledLine,
    LetterContent,
    LetterPart,
    LetterPartId,
    Link,
    SignatureBlock,
    Statement,
)
from bna_pipeline.model.contribution import Editorial, StatementText
from bna_pipeline.model.errata import Corrected, Correction
from bna_pipeline.model.programme import HeadLine, Programme, Responsible


def letter_content(
    programme: Programme, editorial: Editorial, text: LetterText, facts: Facts, corrected: Corrected | None = None
) -> LetterContent:
    """Bring the programme's sentences, filled in, together with what the redactie wrote.

    Args:
        facts: of `facts.letter_facts`.
        corrected: of an erratum: what it corrects.

    Raises:
        TemplateInvalid: a sentence names what is not there.
    """
    own: Mapping[LetterPartId, Paragraphs] = {
        LetterPartId.OCCASION: editorial.occasion,
        LetterPartId.EUROPEAN: editorial.european,
        LetterPartId.COMMUNICATION: editorial.communication,
        LetterPartId.FOLLOW_UP: editorial.follow_up,
    }
    statements: Mapping[LetterPartId, Sequence[StatementText]] = {
        LetterPartId.CORE: editorial.core,
        LetterPartId.CONSEQUENCES: editorial.consequences,
    }
    parts = tuple(
        _part(part, text, facts, own.get(part, ()), statements.get(part, ()), programme) for part in LetterPartId
    )
    if corrected is not None:
        parts = tuple(
            part.model_copy(update={"paragraphs": (*_correcting(text, facts, editorial), *part.paragraphs)})
            if part.id is LetterPartId.OCCASION
            else part
            for part in parts
        )
    name = text.name if corrected is None else f"{text.name} ({text.erratum.mark})"
    return LetterContent(
        head=_head(programme, text, facts),
        parts=parts,
        authority=programme.letter.authority,
        signatures=tuple(
            SignatureBlock(field=s.field, label=s.label, name=s.name) for s in programme.letter.signatories
        ),
        responsible=tuple(labelled_line(r) for r in programme.letter.responsible),
        words=(
            LabelledLine(label="name", value=name),
            LabelledLine(label="hash_label", value=text.hash_label),
        ),
        corrects=None if corrected is None else Correction(corrected=corrected, changed=editorial.correction),
    )


def _correcting(text: LetterText, facts: Facts, editorial: Editorial) -> Paragraphs:
    """Which letter an erratum corrects, what changed, and how to know what was sent."""
    own, place = text.erratum, f"{LETTER_TEXT}, erratum"
    return (
        *_filled(own.corrects, facts, f"{place}, corrects"),
        *_filled(own.changed, facts, f"{place}, changed"),
        *editorial.correction,
        *_filled(own.kept, facts, f"{place}, kept"),
    )


def labelled_line(line: Responsible | HeadLine) -> LabelledLine:
    """A line of the programme as the letter prints it: a person with the mail address behind the name."""
    value = f"{line.name}, {line.mail}" if isinstance(line, Responsible) else line.value
    return LabelledLine(label=line.label, value=value)


def _head(programme: Programme, text: LetterText, facts: Facts) -> tuple[LabelledLine, ...]:
    filled = ((h.label, fill(h.value, facts, f"{LETTER_TEXT}, kop, '{h.label}'")) for h in text.head)
    own = tuple(LabelledLine(label=label, value=" ".join(value)) for label, value in filled if value)
    return own + tuple(labelled_line(line) for line in programme.letter.head)


def _part(
    part: LetterPartId,
    text: LetterText,
    facts: Facts,
    own: Paragraphs,
    statements: Sequence[StatementText],
    programme: Programme,
) -> LetterPart:
    pattern = text.parts[part]
    place = f"{LETTER_TEXT}, onderdeel '{part.value}'"
    paragraphs = (
        *_filled(pattern.paragraphs, facts, f"{place}, paragraphs"),
        *own,
        *_filled(pattern.closing, facts, f"{place}, closing"),
    )
    numbered = _statements(pattern, statements, facts, place)
    links = _links(pattern, programme, facts, place)
    items = _filled(pattern.items, facts, f"{place}, items")
    if not (paragraphs or numbered or links or items):
        paragraphs = (text.nothing,)
    return LetterPart(
        id=part, heading=pattern.heading, paragraphs=paragraphs, statements=numbered, links=links, items=items
    )


def _filled(sources: Sequence[str], facts: Facts, place: str) -> Paragraphs:
    return tuple(p for n, source in enumerate(sources, start=1) for p in fill(source, facts, f"{place} {n}"))


def _statements(pattern: PartText, written: Sequence[StatementText], facts: Facts, place: str) -> tuple[Statement, ...]:
    texts = [(s.heading, s.argument) for s in written]
    generated = pattern.statement
    if generated is not None:
        heading = fill_line(generated.heading, facts, f"{place}, statement.heading")
        argument = _filled(generated.argument, facts, f"{place}, statement.argument")
        texts.insert(generated.position - 1, (heading, argument))
    return tuple(
        Statement(number=number, heading=heading, argument=argument)
        for number, (heading, argument) in enumerate(texts, start=1)
    )


def _links(pattern: PartText, programme: Programme, facts: Facts, place: str) -> tuple[Link, ...]:
    if pattern.link is None:
        return ()
    sisters = zip(facts["sisters"], programme.sisters, strict=True)
    return tuple(
        Link(text=fill_line(pattern.link, {**facts, "sister": known}, f"{place}, link"), url=sister.link)
        for known, sister in sisters
    )
