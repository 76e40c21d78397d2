"""What may stand in a table or table of contents of a Word document, before it is WordprocessingML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bna_pipeline.documents.docx_pictures import Shown
from bna_pipeline.documents.house import Colour


@dataclass(frozen=True)
class Line:
    """A line of a cell.

    Attributes:
        code: in bold before the text, such as an action's id.
        to: the address where the code leads.
        sign: before all of it; decoration, since the text says the same.
    """

    text: str
    bold: bool = False
    sign: Shown | None = None
    code: str | None = None
    to: str | None = None


@dataclass(frozen=True)
class Entry:
    """An entry of the table of contents: its level, text and address, and a code before it in a colour of its own."""

    level: int
    text: str
    to: str
    code: str | None = None
    colour: Colour | None = None


@dataclass(frozen=True)
class Band:
    """A row that is one cell: white letters on a colour."""

    text: str
    colour: Colour


Cell = str | Sequence[Line]
"""What stands in a cell: text, a line break in it begins a paragraph; or its lines one by one."""
