"""An edition as a time line: what was, what is now, and what is planned."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from bna_pipeline.model.base import Frozen, Line
from bna_pipeline.model.calendar import dutch_date


class Mark(StrEnum):
    """How far a part of the year's work is."""

    DONE = "klaar"
    NOW = "nu aan de beurt"
    LATE = "termijn voorbij"
    PLANNED = "komt nog"


class TimelineRow(Frozen):
    """One part of the work.

    Attributes:
        label: such as "Uitvraag" or a stage's name.
        start, end: its days, both inclusive; of what is planned as far as anybody can say.
        points: single days in it: drafts, signatures.
        words: how it stands, shorter than a sentence: "loopt tot en met 12 juni 2020".
    """

    label: Line
    mark: Mark
    start: date | None = None
    end: date | None = None
    points: tuple[date, ...] = ()
    words: Line

    @property
    def days(self) -> tuple[date, ...]:
        """Every day that it names."""
        return tuple(day for day in (self.start, self.end, *self.points) if day is not None)


class DateLine(Frozen):
    """A row in words, for who reads a list instead of a picture."""

    label: Line
    when: Line


class EditionTimeline(Frozen):
    """The time line of one edition.

    Attributes:
        title: the edition's.
        today: the day in the Netherlands.
        rows: in the order of the work.
    """

    title: Line
    today: date
    rows: tuple[TimelineRow, ...] = ()

    @property
    def lines(self) -> tuple[DateLine, ...]:
        """The same dates as a list."""
        return tuple(DateLine(label=row.label, when=row.words) for row in self.rows)

    @property
    def described(self) -> str:
        """The picture in words, as its text alternative."""
        told = "; ".join(f"{row.label}: {row.words}" for row in self.rows)
        return f"Tijdlijn op {dutch_date(self.today)}. {told}."
