"""What a reviewer's Word file asks for: changes of the redactie's texts, and all that can only be answered.

Words stand here as they were written, except that a character that nobody sees is written out as `[U+202E]` where it
is only read; in `Segment` it stands as itself, and the intake judges it when it is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from bna_pipeline.model.base import Frozen, Line, Paragraphs, SectionId, Sha256
from bna_pipeline.model.editorial import FieldPath

ID_DIGITS: Final = 8
ProposalId = Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{ID_DIGITS}}}-[1-9][0-9]{{0,5}}$")]
"""The first digits of the file's SHA-256, and a number in that file: short enough to type.

So short, two files can be made to begin alike: the second one is not taken in.
"""

Part = Literal["paragraphs", "heading", "answer", "state"]
"""Which text at a path of the redactie: as the fields of `EditorialChange`."""

_WHITE = re.compile(r"[ \t\r\u00a0]+")


class ChangeKind(StrEnum):
    INSERTED = "invoeging"
    DELETED = "verwijdering"
    REPLACED = "vervanging"
    MOVED = "verplaatsing"
    FORMATTED = "opmaak"
    COMMENT = "opmerking"
    TABLE = "tabel"
    NOTE = "noot"
    OTHER = "overig"


class ReturnField(Frozen):
    """A text of the redactie that a draft shows.

    Attributes:
        path, part: where it stands in the redactie.
        title: what the coordinator knows it by, in Dutch.
        section: where it stands in the draft.
        line: it is one line, not running text.
    """

    path: FieldPath
    part: Part = "paragraphs"
    title: Line
    section: SectionId
    line: bool = False

    @property
    def key(self) -> str:
        return f"{self.path}:{self.part}"


class Place(Frozen):
    """Where something stands, as its reader finds it.

    Attributes:
        section: None: in no section (a header, a part that no page shows).
        where: the section's title, or the name of the story.
        field: title of the field; None: outside the fields.
        paragraph: number of the paragraph in its section, from 1; None where there is no counting.
        around: the beginning of the paragraph as the draft has it.
    """

    section: SectionId | None = None
    where: Line
    field: Line | None = None
    paragraph: int | None = None
    around: str = ""

    @property
    def words(self) -> str:
        """The place in Dutch, on one line."""
        parts = [self.where]
        if self.field is not None and self.field.casefold() != self.where.casefold():
            parts.append(self.field)
        if self.paragraph is not None:
            parts.append(f"alinea {self.paragraph}")
        return ", ".join(parts)


def as_written(date: str) -> str:
    """A date of a file in the Dutch order; what is no date stays as it is.

    Word writes the time of its own clock and calls it UTC: so no zone is named.
    """
    try:
        return f"{datetime.fromisoformat(date):%d-%m-%Y %H:%M}"
    except ValueError:
        return date


class Said(Frozen):
    """A comment, or a reply to one: by whom and when as the file says; None: it does not."""

    author: Line | None
    date: Line | None
    words: str

    @property
    def when(self) -> str | None:
        """The date as a reader has it."""
        return None if self.date is None else as_written(self.date)


class Change(Frozen):
    """What a proposal and a remark share.

    Attributes:
        author: as written in the file; of a change that was not tracked, whoever sent the file. None: unknown.
        date: as written in the file; None: unknown.
        until: the date of the last of several changes by one author that are one proposal.
        tracked: Word or LibreOffice noted it; False: found by comparison with the draft.
        before, after: the words that go and the words that come; a line feed is the end of a paragraph.
        left, right: the words around it, as the draft has them.
    """

    id: ProposalId
    kind: ChangeKind
    author: Line | None
    date: Line | None = None
    until: Line | None = None
    tracked: bool = True
    before: str = ""
    after: str = ""
    left: str = ""
    right: str = ""
    place: Place

    @property
    def when(self) -> str | None:
        """The dates as a reader has them."""
        said = [as_written(date) for date in (self.date, self.until) if date is not None]
        return " tot ".join(said) or None


class Proposal(Change):
    """A change of the redactie's own text, that can be accepted as it is.

    Attributes:
        fields: keys of the fields it changes: one, or two for what moved from one field to another.
        to: where it went, of what moved.
    """

    fields: tuple[Line, ...] = Field(min_length=1)
    to: Place | None = None


class ReturnedRemark(Change):
    """What can only be answered: a comment, a change of format, a change outside the fields.

    Attributes:
        what: a Dutch sentence that says what it is.
        outside: it stands outside the fields ("buiten de velden").
        replies: to a comment, in order.
        resolved: a comment that was marked as done in Word.
    """

    what: Line
    outside: bool = True
    replies: tuple[Said, ...] = ()
    resolved: bool = False


class Segment(Frozen):
    """A piece of a field's text: there when all of `came` are accepted and none of `went`. A line feed ends a
    paragraph.
    """

    text: str
    came: tuple[ProposalId, ...] = ()
    went: tuple[ProposalId, ...] = ()

    def is_there(self, accepted: Collection[str]) -> bool:
        return all(p in accepted for p in self.came) and not any(p in accepted for p in self.went)


def paragraphs_of(pieces: Iterable[str]) -> Paragraphs:
    """Pieces of text as paragraphs: a line feed ends one, white space is folded, empty ones fall away."""
    return tuple(line for part in "".join(pieces).split("\n") if (line := _WHITE.sub(" ", part).strip()))


class FieldScript(Frozen):
    """A field of the draft with everything that a returned file wants in it."""

    field: ReturnField
    segments: tuple[Segment, ...]

    def text(self, accepted: Collection[str]) -> Paragraphs:
        """Its paragraphs with these proposals accepted and all others not."""
        return paragraphs_of(s.text for s in self.segments if s.is_there(accepted))


class ReturnedWord(Frozen):
    """Everything that one returned file says: a blob that its entry names.

    Attributes:
        document: the name of the draft's file that it is.
        draft: version of the draft that it was made from.
        repeated: proposals of earlier files that stand in this one as well; they are not counted again.
        notes: Dutch sentences about the file as a whole.
    """

    file: Sha256
    document: Line
    draft: int
    proposals: tuple[Proposal, ...] = ()
    remarks: tuple[ReturnedRemark, ...] = ()
    scripts: tuple[FieldScript, ...] = ()
    repeated: tuple[ProposalId, ...] = ()
    notes: tuple[Line, ...] = ()

    @property
    def every(self) -> tuple[Change, ...]:
        return (*self.proposals, *self.remarks)
