"""A change as what it is, and how the changed things of two contents are found."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from bna_pipeline.documents.alignment import align, likeness, words_of
from bna_pipeline.model.base import Frozen, SectionId

T = TypeVar("T")
ARROW = "→"


class Thing(StrEnum):
    """What may change, in the order in which a summary names it."""

    ACTION = "actie"
    EXAMPLE = "voorbeeld"
    MILESTONE = "mijlpaal"
    FINANCE = "financiële regel"
    DEVELOPMENT = "ontwikkeling"
    OPPORTUNITY = "kans"
    REPORT_TEXT = "alinea van de rapportage"
    STATEMENT = "punt van de brief"
    LETTER_TEXT = "alinea van de brief"
    FRAME = "regel van kop en ondertekening"
    ABBREVIATION = "afkorting"
    CONTRIBUTOR = "bijdrager"
    COVER = "regel van de omslag"
    WORD = "vaste tekst"
    SECTION = "ander onderdeel"

    @property
    def plural(self) -> str:
        return _PLURAL[self]


_PLURAL = {
    Thing.ACTION: "acties",
    Thing.EXAMPLE: "voorbeelden",
    Thing.MILESTONE: "mijlpalen",
    Thing.FINANCE: "financiële regels",
    Thing.DEVELOPMENT: "ontwikkelingen",
    Thing.OPPORTUNITY: "kansen",
    Thing.REPORT_TEXT: "alinea's van de rapportage",
    Thing.STATEMENT: "punten van de brief",
    Thing.LETTER_TEXT: "alinea's van de brief",
    Thing.FRAME: "regels van kop en ondertekening",
    Thing.ABBREVIATION: "afkortingen",
    Thing.CONTRIBUTOR: "bijdragers",
    Thing.COVER: "regels van de omslag",
    Thing.WORD: "vaste teksten",
    Thing.SECTION: "andere onderdelen",
}


class How(StrEnum):
    """What became of it, in the order in which a summary names it."""

    CHANGED = "gewijzigd"
    SHIFTED = "verschoven"
    NEW = "nieuw"
    GONE = "vervallen"


class Change(Frozen):
    """One thing that is not what it was.

    Attributes:
        section: where it stands.
        name: what a reader knows it by.
        details: what of it changed, a Dutch phrase each.
    """

    thing: Thing
    how: How
    section: SectionId
    name: str
    details: tuple[str, ...] = ()


def texts(thing: Thing, section: SectionId, name: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for was, now in paired(old, new, key=lambda t: t, said=lambda t: (t,)):
        if was != now:
            how = How.NEW if was is None else How.GONE if now is None else How.CHANGED
            yield Change(thing=thing, how=how, section=section, name=name, details=(_opening(now or was or ""),))


def _opening(text: str) -> str:
    """The first words of a text, to find it by."""
    words = text.split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")


def keyed(
    thing: Thing,
    section: Callable[[T], SectionId],
    old: Mapping[Hashable, T],
    new: Mapping[Hashable, T],
    *,
    name: Callable[[T], str],
    said: Callable[[T], tuple[str, ...]],
    show: bool = False,
) -> Iterator[Change]:
    """Changes of things that have a name of their own.

    Args:
        show: the details say what it was and is; else the name says enough.
    """
    for key, item in new.items():
        if key not in old:
            yield Change(thing=thing, how=How.NEW, section=section(item), name=name(item))
        elif said(old[key]) != said(item):
            details = (f"was: {' '.join(said(old[key]))}",) if show else ()
            yield Change(thing=thing, how=How.CHANGED, section=section(item), name=name(item), details=details)
    for key, item in old.items():
        if key not in new:
            yield Change(thing=thing, how=How.GONE, section=section(item), name=name(item))


def paired(
    old: Sequence[T], new: Sequence[T], *, key: Callable[[T], Hashable], said: Callable[[T], Iterable[str]]
) -> Iterator[tuple[T | None, T | None]]:
    """Items of two sequences that are one, by name first, then by what they say."""

    def alike(was: T, now: T) -> float:
        return likeness(words_of(" ".join(said(was))), words_of(" ".join(said(now))))

    for at_old, at_new in align(old, new, key=key, alike=alike, name=key):
        yield None if at_old is None else old[at_old], None if at_new is None else new[at_new]
