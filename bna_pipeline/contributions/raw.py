"""A contribution as it was read, before anybody judged it: the same for every carrier."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bna_pipeline.contributions.characters import plain


@dataclass(frozen=True)
class RawText:
    """Text with the place where a person finds it (`K-07.b` or `reports[0].achieved`)."""

    place: str
    paragraphs: tuple[str, ...] = ()

    @classmethod
    def of(cls, place: str, *pieces: str) -> RawText:
        """Pieces as paragraphs: white space plain, empty ones left out."""
        # Not str.split(): that would swallow control characters, which must come out as findings.
        lines = (re.sub(r"[ \n]+", " ", plain(piece)).strip(" ") for piece in pieces)
        return cls(place, tuple(line for line in lines if line))

    def at(self, index: int) -> str:
        """The place of one paragraph, counted from zero."""
        return self.place if len(self.paragraphs) == 1 else f"{self.place}, alinea {index + 1}"

    @property
    def line(self) -> str:
        """All of it on one line."""
        return " ".join(self.paragraphs)

    def __bool__(self) -> bool:
        return bool(self.paragraphs)


@dataclass(frozen=True)
class RawMilestone:
    """A milestone as written; `date` is empty when none was found."""

    place: str
    date: str
    title: str
    reached: bool


@dataclass(frozen=True)
class RawPicture:
    """A picture that is fetched when it is looked at: a file may hold many.

    `read` raises an `IntakeError` when the bytes cannot be had.
    """

    place: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class RawReport:
    """Everything said about one action.

    Attributes:
        place: where it stands as a whole.
        milestones_place: where milestones that still come belong; empty: as `place`.
    """

    place: str
    action: str
    status: RawText
    achieved: RawText
    milestones: tuple[RawMilestone, ...]
    title: RawText
    text: RawText
    pictures: tuple[RawPicture, ...]
    picture_place: str
    description: RawText
    caption: RawText
    next_steps: RawText
    amount: RawText
    purpose: RawText
    reason: RawText
    measure: RawText
    milestones_place: str = ""

    @property
    def texts(self) -> tuple[RawText, ...]:
        """The running texts, each with the length limit of the programme."""
        return (self.achieved, self.text, self.next_steps, self.reason, self.measure)

    @property
    def lines(self) -> tuple[RawText, ...]:
        """The answers of one line."""
        return (self.title, self.description, self.caption, self.purpose)

    @property
    def empty(self) -> bool:
        """Whether nothing at all was filled in."""
        answers = (self.status, self.amount, *self.texts, *self.lines)
        return not (any(answers) or self.milestones or self.pictures)


@dataclass(frozen=True)
class RawContribution:
    """All that was read of a file.

    Attributes:
        department: the partner's department whose form it is; None: of the partner as a whole.
    """

    edition: RawText
    partner: RawText
    completeness: RawText
    author: RawText
    sent_at: RawText
    reports: tuple[RawReport, ...] = field(default=())
    department: str | None = None
