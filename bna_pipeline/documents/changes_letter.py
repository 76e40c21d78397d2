"""What changed in the letter: statements, paragraphs, head and signatures."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.documents.changes_found import Change, How, Thing, paired, texts
from bna_pipeline.model.base import SectionId
from bna_pipeline.model.content import LetterContent, LetterPart, Statement


def letter_changes(before: LetterContent, after: LetterContent) -> Iterator[Change]:
    """Every change in the letter but its fixed words."""
    old = {part.id: part for part in before.parts}
    new = {part.id: part for part in after.parts}
    for key in (*new, *(k for k in old if k not in new)):
        was, now = old.get(key), new.get(key)
        part = now or was
        if part is not None and was != now:
            section = f"brief.{key.value}"
            yield from _statements(section, part.heading, was, now)
            yield from texts(Thing.LETTER_TEXT, section, part.heading, _part_lines(was), _part_lines(now))
    yield from texts(
        Thing.FRAME, "brief.ondertekening", "Kop en ondertekening", tuple(_frame(before)), tuple(_frame(after))
    )


def _part_lines(part: LetterPart | None) -> tuple[str, ...]:
    """What a part says outside its statements; its heading too, and where its links go."""
    if part is None:
        return ()
    links = (f"{link.text}: {link.url}" for link in part.links)
    return (part.heading, *part.paragraphs, *links, *part.items)


def _statements(section: SectionId, heading: str, was: LetterPart | None, now: LetterPart | None) -> Iterator[Change]:
    old: tuple[Statement, ...] = () if was is None else was.statements
    new: tuple[Statement, ...] = () if now is None else now.statements
    pairs = paired(old, new, key=lambda s: s.heading, said=lambda s: (s.heading, *s.argument))
    for before, after in pairs:
        shown = after or before
        name = f"{heading}: {shown.heading}" if shown else ""
        if before is None or after is None:
            how = How.GONE if after is None else How.NEW
            yield Change(thing=Thing.STATEMENT, how=how, section=section, name=name)
        elif (before.heading, before.argument) != (after.heading, after.argument):
            details = ("kop",) * (before.heading != after.heading) + ("toelichting",) * (
                before.argument != after.argument
            )
            yield Change(thing=Thing.STATEMENT, how=How.CHANGED, section=section, name=name, details=details)


def _frame(letter: LetterContent) -> Iterator[str]:
    yield from (f"{line.label}: {line.value}" for line in letter.head)
    yield letter.authority
    yield from (f"{s.label}: {s.name} ({s.field})" for s in letter.signatures)
    yield from (f"{line.label}: {line.value}" for line in letter.responsible)
