"""Corrections: an edition that mends one that went out, with a ledger, a route and a package of its own.

What was signed and released is never changed. An erratum is a new edition of the same year that names what it corrects:
`<programme>-<year>-erratum-1` corrects the edition of that year, `...-erratum-2` corrects `...-erratum-1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field

from bna_pipeline.model.base import EditionId, Frozen, Line, Paragraphs, Sha256
from bna_pipeline.model.delivery import MomentRule, SignalRules
from bna_pipeline.model.round import absent

if TYPE_CHECKING:
    from bna_pipeline.model.programme import Edition, Programme

_ERRATUM = re.compile(r"(?P<edition>.+)-erratum-(?P<number>[1-9][0-9]?)")


class Corrected(Frozen):
    """What an erratum corrects, as it was released.

    Attributes:
        sent: the day in the Netherlands on which it was released.
        reference: the mark in its letter's head.
        number: of the decision with which its letter was adopted.
        letter: SHA-256 of the signed letter.
        report: SHA-256 of the report.
        changed: where it is an erratum itself, what its letter said that it changed.
    """

    edition: EditionId
    sent: date
    reference: Line | None = Field(default=None, exclude_if=absent)
    number: Line
    letter: Sha256
    report: Sha256
    changed: Paragraphs = Field(default=(), exclude_if=absent)


class Correction(Frozen):
    """What an erratum's letter says of it: which letter it corrects, and what changed in the redactie's words."""

    corrected: Corrected
    changed: Paragraphs


class Relation(Frozen):
    """How an edition stands to its corrections.

    Attributes:
        corrects: what it is an erratum of; None: it is none.
        corrected_by: the erratum that corrects it, once its round was opened; None: there is none.
        released: whether that erratum is released.
    """

    corrects: EditionId | None = None
    corrected_by: EditionId | None = None
    released: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """For a reader, in Dutch; empty where there is nothing to say."""
        found = []
        if self.corrects is not None:
            found.append(f"Dit is een erratum: het verbetert {self.corrects}.")
        if self.corrected_by is not None:
            made = "Verbeterd door het erratum" if self.released else "Er wordt een erratum gemaakt:"
            found.append(f"{made} {self.corrected_by}.")
        return tuple(found)


def corrected_id(erratum: str) -> EditionId | None:
    """The edition that an id of this form would correct; None: it is no erratum's id."""
    found = _ERRATUM.fullmatch(erratum)
    if found is None:
        return None
    number = int(found["number"])
    return found["edition"] if number == 1 else f"{found['edition']}-erratum-{number - 1}"


def chain(programme: Programme, edition: Edition) -> tuple[Edition, ...]:
    """What an edition corrects, the last first; empty for one that corrects nothing.

    Args:
        programme: one that knows them all.
    """
    by_id = {e.id: e for e in programme.editions}
    found: list[Edition] = []
    while edition.corrects is not None and edition.corrects in by_id and len(found) < len(by_id):
        edition = by_id[edition.corrects]
        found.append(edition)
    return tuple(found)


def versions_of(programme: Programme, edition: Edition) -> frozenset[EditionId]:
    """The editions whose forms a contribution may be: this one, and what it corrects."""
    return frozenset({edition.id, *(e.id for e in chain(programme, edition))})


def erratum_of(programme: Programme, edition_id: str) -> Edition | None:
    """The edition that corrects this one, when the programme has it."""
    return next((e for e in programme.editions if e.corrects == edition_id), None)


def seen_from(programme: Programme, edition: Edition) -> tuple[Edition, ...]:
    """The editions that this one knows of: those of before, and itself with what it corrects.

    An erratum that is added later changes nothing, not even a digest, in what it corrects or in a later year.
    """
    own = versions_of(programme, edition)
    return tuple(e for e in programme.editions if e.id in own or (e.corrects is None and e.ordinal < edition.ordinal))


def signal_of(rules: SignalRules) -> SignalRules:
    """What lifts the embargo of an erratum in a programme with these rules.

    The minute that the coordinator sets, and confirms once all is signed; or a Kamerbrief of its own that somebody
    hands in, where the programme takes it so. The Kamer's open data are not asked: what lies there is the letter that
    went with what is corrected.
    """
    return rules.model_copy(update={"tweede_kamer": None, "moment": MomentRule(confirmed=True)})


def broken_errata(programme: Programme) -> Iterator[str]:
    """What is wrong with the errata among a programme's editions; empty when nothing is."""
    by_id = {e.id: e for e in programme.editions}
    for edition in programme.editions:
        if edition.corrects is None:
            continue
        if corrected_id(edition.id) != edition.corrects:
            yield f"edition {edition.id}: corrects {edition.corrects}, so it must be called {_next(edition.corrects)}"
        corrected = by_id.get(edition.corrects)
        if corrected is None:
            yield f"edition {edition.id}: corrects unknown edition {edition.corrects!r}"
            continue
        for field in ("year", "ordinal", "period_start", "period_end", "sample"):
            if getattr(edition, field) != getattr(corrected, field):
                yield f"edition {edition.id}: {field} must be that of {corrected.id}"


def _next(edition_id: str) -> str:
    found = _ERRATUM.fullmatch(edition_id)
    return f"{edition_id}-erratum-1" if found is None else f"{found['edition']}-erratum-{int(found['number']) + 1}"
