"""What the forms of the redactie share: what was typed, what saving would do, what the intake says beside a field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bna_pipeline.errors import ContributionsMissing, EditorialMoved, EditRefused, WrongUse
from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.editorial import EditorialChange, EditorialNow
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.portal.acting import Trouble, trouble_of
from bna_pipeline.portal.desk import Visit
from bna_pipeline.wiring import pipeline


@dataclass(frozen=True)
class Typed:
    """What stands in the form of one text: as it is on record, or as somebody typed it."""

    text: str
    heading: str = ""
    answer: str = ""
    reason: str = ""


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs that were typed: an empty line, or a line of its own, begins another."""
    pieces = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(line for piece in pieces if (line := " ".join(piece.split())))


def as_typed(paragraphs: tuple[str, ...] | None) -> str:
    """Paragraphs as they stand in a form, with an empty line between them."""
    return "\n\n".join(paragraphs or ())


def may_edit(visit: Visit) -> bool:
    """Whether the edition still takes a redactie."""
    return allowed(pipeline.state(visit.tools).phase, Act.EDIT)


def editorial_here(visit: Visit) -> EditorialNow:
    """The redactie that counts.

    Raises:
        PageMissing: there is none.
    """
    now = pipeline.editorial_now(visit.tools)
    if now is None:
        raise PageMissing("Er is nog geen redactie zonder fouten.", "Stuur eerst een redactiebestand in.")
    return now


_PART_OF_FILE: Final = {"pillar": "pillars"}
"""What a part of the redactie is called in its file, where that is another word than in the address of a text."""

_HEADINGS: Final = {"heading": "kop", "title": "titel", "answer": "antwoord"}
"""Of a text with more than one field: what the others are called."""


def beside(trouble: Trouble | None, field: str) -> str | None:
    """What the intake says of this very text, to stand beside it."""
    if trouble is None:
        return None
    said = (f.message for f in trouble.findings if _is_of(f.place, field) and _last(f.place) not in _HEADINGS)
    return " ".join(said) or None


def places_of(trouble: Trouble | None, field: str, title: str) -> dict[str, str]:
    """What the places are called that the intake names in the file: only this text is another than it was."""
    found = () if trouble is None else tuple(f.place for f in trouble.findings if _is_of(f.place, field))
    return {place: f"{title}, {_HEADINGS[_last(place)]}" if _last(place) in _HEADINGS else title for place in found}


def _is_of(place: str, field: str) -> bool:
    part = field.partition(".")[0]
    return re.split(r"[.\[]", place, maxsplit=1)[0] == _PART_OF_FILE.get(part, part)


def _last(place: str) -> str:
    return place.rpartition(".")[2]


def section_names(visit: Visit) -> dict[str, str]:
    """What the sections of the draft that counts are called, by id."""
    made = pipeline.state(visit.tools).draft
    return {} if made is None else {s.id: s.title for s in made.sections}


def foreseen_of(
    visit: Visit, change: EditorialChange, reason: str, base: str, now_base: str
) -> pipeline.Foreseen | Trouble:
    """What a change would do, or why it could not be made."""
    try:
        if base != now_base:
            raise EditorialMoved(
                "Een ander heeft de redactie intussen gewijzigd.",
                "Hieronder staat wat u typte, met ernaast hoe de tekst nu luidt. Er is niets gewijzigd.",
            )
        found = pipeline.foresee(visit.tools, (change,), reason)
    except (EditRefused, EditorialMoved, ContributionsMissing, WrongUse) as refused:
        return trouble_of(refused)
    if found.blocked is None:
        return found
    return found.model_copy(update={"blocked": pipeline.without_commands(found.blocked)})
