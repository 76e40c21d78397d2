"""Edits of a text document as a person makes them in LibreOffice; runs in the worker, under the system's Python.

Each act is a list: its name, then what it needs. Paragraphs are named by their first words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_PARAGRAPH_BREAK = 0


class Editor:
    """One document that is being edited.

    Attributes:
        office: the worker's `Office`; `value` makes a property value.
    """

    def __init__(
        self, office: Any, document: Any, value: Callable[[str, Any], Any], struct: Callable[[str], Any]
    ) -> None:
        self._office = office
        self._document = document
        self._value = value
        self._struct = struct

    def do(self, acts: list[list[Any]]) -> None:
        for name, *given in acts:
            getattr(self, name)(*given)

    # -- who, and whether it is tracked ----------------------------------------------------------------

    def author(self, first: str, last: str) -> None:
        provider = self._office.service("com.sun.star.configuration.ConfigurationProvider")
        path = self._value("nodepath", "/org.openoffice.UserProfile/Data")
        access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationUpdateAccess", (path,))
        access.setPropertyValue("givenname", first)
        access.setPropertyValue("sn", last)
        access.commitChanges()

    def track(self, on: bool) -> None:
        self._document.setPropertyValue("RecordChanges", on)

    # -- text ------------------------------------------------------------------------------------------

    def replace(self, start: str, old: str, new: str) -> None:
        self._words(start, old).setString(new)

    def append(self, start: str, text: str) -> None:
        paragraph = self._paragraph(start)
        paragraph.getText().insertString(paragraph.getEnd(), text, False)

    def split(self, start: str, before: str) -> None:
        words = self._words(start, before)
        words.getText().insertControlCharacter(words.getStart(), _PARAGRAPH_BREAK, False)

    def merge(self, start: str) -> None:
        paragraph = self._paragraph(start)
        cursor = paragraph.getText().createTextCursorByRange(paragraph.getEnd())
        cursor.goRight(1, True)
        cursor.setString("")

    def new_paragraph(self, start: str, text: str) -> None:
        paragraph = self._paragraph(start)
        inside = paragraph.getText()
        inside.insertControlCharacter(paragraph.getEnd(), _PARAGRAPH_BREAK, False)
        following = self._after(start)
        inside.insertString(following.getStart(), text, False)

    def remove(self, start: str) -> None:
        paragraph = self._paragraph(start)
        cursor = paragraph.getText().createTextCursorByRange(paragraph.getStart())
        cursor.gotoEndOfParagraph(True)
        cursor.goRight(1, True)
        cursor.setString("")

    def bold(self, start: str, words: str) -> None:
        self._words(start, words).setPropertyValue("CharWeight", 150.0)

    def centre(self, start: str) -> None:
        self._paragraph(start).setPropertyValue("ParaAdjust", self._struct("centre"))

    def note(self, start: str, text: str) -> None:
        paragraph = self._paragraph(start)
        made = self._document.createInstance("com.sun.star.text.Footnote")
        paragraph.getText().insertTextContent(paragraph.getEnd(), made, False)
        made.getText().setString(text)

    # -- as with keys and menus ------------------------------------------------------------------------

    def move_down(self, start: str) -> None:
        self._view(self._paragraph(start).getStart())
        self._dispatch(".uno:MoveDown")

    def delete_row(self, text: str) -> None:
        self._view(self._cell(text).createTextCursor())
        self._dispatch(".uno:DeleteRows")

    def insert_row(self, text: str) -> None:
        self._view(self._cell(text).createTextCursor())
        self._dispatch(".uno:InsertRowsAfter")

    def in_cell(self, text: str, old: str, new: str) -> None:
        cell = self._cell(text)
        cursor = cell.createTextCursorByRange(cell.getStart())
        at = cell.getString().index(old)
        cursor.goRight(at, False)
        cursor.goRight(len(old), True)
        cursor.setString(new)

    # -- comments --------------------------------------------------------------------------------------

    def comment(self, start: str, words: str, author: str, text: str, resolved: bool = False) -> None:
        made = self._document.createInstance("com.sun.star.text.textfield.Annotation")
        made.Author, made.Content = author, text
        if resolved:
            made.Resolved = True
        range_ = self._words(start, words)
        range_.getText().insertTextContent(range_, made, True)

    # -- finding ---------------------------------------------------------------------------------------

    def _paragraphs(self) -> Iterator[Any]:
        found = self._document.getText().createEnumeration()
        while found.hasMoreElements():
            one = found.nextElement()
            if one.supportsService("com.sun.star.text.Paragraph"):
                yield one

    def _paragraph(self, start: str) -> Any:
        return next(p for p in self._paragraphs() if p.getString().startswith(start))

    def _after(self, start: str) -> Any:
        every = self._paragraphs()
        next(p for p in every if p.getString().startswith(start))
        return next(every)

    def _words(self, start: str, words: str) -> Any:
        paragraph = self._paragraph(start)
        at = paragraph.getString().index(words)
        cursor = paragraph.getText().createTextCursorByRange(paragraph.getStart())
        cursor.goRight(at, False)
        cursor.goRight(len(words), True)
        return cursor

    def _cell(self, text: str) -> Any:
        tables = self._document.getTextTables()
        for number in range(tables.getCount()):
            table = tables.getByIndex(number)
            for name in table.getCellNames():
                cell = table.getCellByName(name)
                if cell.getString().strip().startswith(text):
                    return cell
        raise LookupError(text)

    def _view(self, range_: Any) -> None:
        self._document.getCurrentController().getViewCursor().gotoRange(range_, False)

    def _dispatch(self, command: str) -> None:
        frame = self._document.getCurrentController().getFrame()
        self._office.service("com.sun.star.frame.DispatchHelper").executeDispatch(frame, command, "", 0, ())
