"""What the mail with a released package is told."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import Field

from bna_pipeline.model.base import Frozen, Line, Moment, Sha256
from bna_pipeline.model.intake import in_megabytes
from bna_pipeline.model.round import Purpose
from bna_pipeline.rounds.values import MailValues

_LINE: Final = 57
"""Bytes of a file in one line of base64: 76 characters (RFC 2045, 6.8), and then CRLF."""


def sent_size(size: int) -> int:
    """How many bytes a file takes in a mail, in base64 with its line ends."""
    whole, rest = divmod(size, _LINE)
    return whole * 78 + (4 * -(-rest // 3) + 2 if rest else 0)


class ReleasedFile(Frozen):
    """A released file: its name, what it is ("de statenmededeling, ondertekend"), its bytes and its SHA-256.

    Attributes:
        page: the address at which anyone may fetch it; None: there is none.
    """

    name: Line
    what: Line
    size: int
    sha256: Sha256
    page: Line | None = None

    @property
    def megabytes(self) -> str:
        return in_megabytes(self.size)


class ReleasedValues(MailValues):
    """The letter and the report were released: to the griffie and whoever else the programme names.

    Attributes:
        title: of the report, which is the letter's subject.
        authority: whose letter it is, as it stands above the signatures.
        letter_reference: the mark in the letter's head; None: it has none.
        number, decided_on: of the decision with which the letter was adopted.
        released_at: when the embargo was lifted.
        files: the letter, then the report.
        page: the address of the page on which anyone may have them; None: there is none.
        elsewhere: where else they were delivered, by name; said when the files do not go along and there is no page.
        sample: they are no real documents.
        corrects: title of the edition that this one corrects; None: none.
    """

    purpose = Purpose.RELEASED

    title: Line
    authority: Line
    letter_reference: Line | None = None
    number: Line | None = None
    decided_on: date | None = None
    released_at: Moment
    files: tuple[ReleasedFile, ...] = Field(min_length=1)
    page: Line | None = None
    elsewhere: tuple[Line, ...] = ()
    sample: bool = False
    corrects: Line | None = None
