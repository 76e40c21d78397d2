"""Drives a headless LibreOffice through its own API; runs under the system's Python, which has `uno`.

One request a line on standard input, one answer a line on standard output, both JSON. It ends, and the office with it,
when standard input closes. Nothing of the project is imported here: that Python has none of its libraries.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

_STARTS_WITHIN = 60  # seconds
_STOPS_WITHIN = 10
_CODE = re.compile(r"^\s*((?:[A-Z]{1,3}-\d{2}|ALG)\.[a-z])(?![A-Za-z0-9])")
_FILTERS = {
    "docx": "MS Word 2007 XML",
    "odt": "writer8",
    "xlsx": "Calc MS Excel 2007 XML",
    "ods": "calc8",
    "txt": "Text",
}
_PDF = {"docx": "writer_pdf_Export", "odt": "writer_pdf_Export", "xlsx": "calc_pdf_Export", "ods": "calc_pdf_Export"}
_PARAGRAPH_BREAK = 0

uno: Any = import_module("uno")


class Office:
    """A LibreOffice of our own: own profile, own pipe."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bna-office-"))
        pipe = f"bna{os.getpid()}"
        self._process = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={(self._folder / 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._context = self._connected(pipe)
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def load(self, path: str) -> Any:
        document = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (_value("Hidden", True),))
        if document is None:
            raise RuntimeError(f"LibreOffice does not open {path}")
        return document

    def close(self) -> None:
        try:
            self.desktop.terminate()
        except Exception:  # noqa: BLE001 - it may be gone already, in which case there is nobody to say so
            self._process.terminate()
        try:
            self._process.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _connected(self, pipe: str) -> Any:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + _STARTS_WITHIN
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except Exception:  # of the office's own kind, which has no class here
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.1)


def _value(name: str, value: Any) -> Any:
    found = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    found.Name, found.Value = name, value
    return found


def _store(document: Any, source: str, target: str) -> None:
    kind, came = Path(target).suffix[1:], Path(source).suffix[1:]
    name = _PDF[came] if kind == "pdf" else _FILTERS[kind]
    how = [_value("FilterName", name), _value("Overwrite", True)]
    if kind == "pdf":
        tagged = (_value("UseTaggedPDF", True),)  # with the structure that a screen reader gets
        how.append(_value("FilterData", uno.Any("[]com.sun.star.beans.PropertyValue", tagged)))
    document.storeToURL(Path(target).as_uri(), tuple(how))


def convert(office: Office, request: dict[str, Any]) -> None:
    document = office.load(request["source"])
    try:
        _store(document, request["source"], request["target"])
    finally:
        document.close(True)


def settle(office: Office, request: dict[str, Any]) -> dict[str, int]:
    """Accept or reject every tracked change and save; how many changes the office saw before and after."""
    document = office.load(request["source"])
    try:
        before = _changes(document)
        command = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}
        frame = document.getCurrentController().getFrame()
        helper = office.service("com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(frame, command[request["answer"]], "", 0, ())
        after = _changes(document)
        _store(document, request["source"], request["target"])
        return {"before": before, "after": after}
    finally:
        document.close(True)


def _changes(document: Any) -> int:
    found = document.getRedlines().createEnumeration()
    number = 0
    while found.hasMoreElements():
        found.nextElement()
        number += 1
    return number


def fill(office: Office, request: dict[str, Any]) -> None:
    """Put answers beside codes and save.

    `answers` by code: `{"lines": [...]}`, `{"list": [...], "numbered": bool}`, `{"picture": PATH}`,
    `{"choose": TEXT, "then": TEXT}` (in the cell's control, and behind it), `{"number": FLOAT}` or
    `{"date": "2020-05-12"}`.
    """
    document = office.load(request["source"])
    try:
        text = document.supportsService("com.sun.star.text.TextDocument")
        cells = dict(_word_cells(document)) if text else dict(_sheet_cells(document, request["column"]))
        for code, answer in request["answers"].items():
            (_write if text else _enter)(office, document, cells[code], answer)
        _store(document, request["source"], request["target"])
    finally:
        document.close(True)


def comments(office: Office, request: dict[str, Any]) -> list[dict[str, str]]:
    """Every comment of a text document: by whom, what, and the code beside which it hangs (or the text it hangs at)."""
    document = office.load(request["source"])
    try:
        found = []
        fields = document.getTextFields().createEnumeration()
        while fields.hasMoreElements():
            field = fields.nextElement()
            if not field.supportsService("com.sun.star.text.textfield.Annotation"):
                continue
            anchor = field.getAnchor()
            found.append({"author": field.Author, "said": field.Content, "initials": field.Initials,
                          "place": _place(anchor)})  # fmt: skip
        return found
    finally:
        document.close(True)


def _place(anchor: Any) -> str:
    if anchor.TextTable is None:
        cursor = anchor.getText().createTextCursorByRange(anchor)
        cursor.gotoStartOfParagraph(False)
        cursor.gotoEndOfParagraph(True)
        return str(cursor.getString())
    row = re.sub(r"^[A-Z]+", "", anchor.Cell.CellName)
    found = _CODE.match(anchor.TextTable.getCellByName(f"A{row}").getString())
    return found[1] if found else ""


def _word_cells(document: Any) -> Iterator[tuple[str, Any]]:
    for table in document.getTextTables():
        for name in table.getCellNames():
            if name.startswith("A") and (found := _CODE.match(table.getCellByName(name).getString())):
                yield found[1], table.getCellByName(f"B{name[1:]}")


def _sheet_cells(document: Any, column: str) -> Iterator[tuple[str, Any]]:
    for sheet in document.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        rows = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow).DataArray
        answers: int | None = None
        for number, row in enumerate(rows):
            said = [str(cell).strip() for cell in row]
            if column in said:
                answers = said.index(column)
            for place, cell in enumerate(said):
                if found := _CODE.match(cell):
                    yield found[1], sheet.getCellByPosition(place + 1 if answers is None else answers, number)
                    break


def _write(office: Office, document: Any, cell: Any, answer: dict[str, Any]) -> None:
    if "choose" in answer:
        control = next(_controls(cell))
        control.ShowingPlaceHolder = False
        control.createEnumeration().nextElement().setString(answer["choose"])
        cell.createEnumeration().nextElement().getEnd().setString(answer["then"])
        return
    cell.setString("")  # with everything in it, as who selects the whole cell and types
    cursor = cell.createTextCursor()
    if "picture" in answer:
        _put_picture(office, document, cell, cursor, answer["picture"])
        return
    lines = answer.get("list") or answer["lines"]
    for index, line in enumerate(lines):
        if index:
            cell.insertControlCharacter(cursor, _PARAGRAPH_BREAK, False)
        cell.insertString(cursor, line, False)
    if "list" in answer:
        style = "Numbering 123" if answer["numbered"] else "List 1"
        paragraphs = cell.createEnumeration()
        while paragraphs.hasMoreElements():
            paragraphs.nextElement().NumberingStyleName = style


def _controls(cell: Any) -> Iterator[Any]:
    paragraphs = cell.createEnumeration()
    while paragraphs.hasMoreElements():
        portions = paragraphs.nextElement().createEnumeration()
        while portions.hasMoreElements():
            portion = portions.nextElement()
            if portion.TextPortionType == "ContentControl":
                yield portion.ContentControl


def _put_picture(office: Office, document: Any, cell: Any, cursor: Any, path: str) -> None:
    provider = office.service("com.sun.star.graphic.GraphicProvider")
    graphic = provider.queryGraphic((_value("URL", Path(path).as_uri()),))
    drawing = document.createInstance("com.sun.star.text.TextGraphicObject")
    drawing.Graphic = graphic
    drawing.AnchorType = uno.Enum("com.sun.star.text.TextContentAnchorType", "AS_CHARACTER")
    width = 8_000  # hundredths of a millimetre
    drawing.Width, drawing.Height = width, width * graphic.SizePixel.Height // graphic.SizePixel.Width
    cell.insertTextContent(cursor, drawing, False)


def _enter(_office: Office, _document: Any, cell: Any, answer: dict[str, Any]) -> None:
    if "number" in answer:
        cell.setValue(answer["number"])
    elif "date" in answer:
        cell.setFormula(answer["date"])  # typed: the office makes a date of it
    else:
        cell.setString("\n".join(answer.get("list") or answer.get("lines") or [answer["choose"]]))


def edit(office: Office, request: dict[str, Any]) -> None:
    """Carry out the acts of `office_edits` in a text document and save it."""
    sys.path.insert(0, str(Path(__file__).parent))
    editor = import_module("office_edits").Editor
    centre = uno.Enum("com.sun.star.style.ParagraphAdjust", "CENTER")
    document = office.load(request["source"])
    try:
        editor(office, document, _value, {"centre": centre}.__getitem__).do(request["acts"])
        document.setPropertyValue("RecordChanges", False)
        _store(document, request["source"], request["target"])
    finally:
        document.close(True)


_DOES: dict[str, Callable[[Office, dict[str, Any]], Any]] = {
    "convert": convert,
    "settle": settle,
    "fill": fill,
    "comments": comments,
    "edit": edit,
}


def main() -> None:
    office = Office()
    try:
        print(json.dumps({"ready": True}), flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer = {"ok": _DOES[request["do"]](office, request)}
            except Exception as error:  # noqa: BLE001 - whatever it is, the test that asked must hear it
                answer = {"fault": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), flush=True)
    finally:
        office.close()


if __name__ == "__main__":
    main()
