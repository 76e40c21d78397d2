"""A real LibreOffice for tests, as a reader and a filler of forms that is not ours; one a test process."""

from __future__ import annotations

import atexit
import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tests.support.needs import missing
from tests.support.programs import require_program

_PYTHON = "/usr/bin/python3"
_WORKER = Path(__file__).with_name("office_worker.py")
_INSTALL = "Debian's libreoffice-writer, libreoffice-calc and python3-uno"


@dataclass(frozen=True)
class Listed:
    """An answer as a list with bullets or numbers."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Chosen:
    """An answer chosen in the cell's drop-down or picked in its first calendar, and what is typed behind it."""

    text: str
    then: str = ""


OfficeAnswer = str | Sequence[str] | bytes | Listed | Chosen | date | int | Decimal
"""One line, several paragraphs, a picture, or one of the above; dates and numbers as such in a sheet only."""


@dataclass(frozen=True)
class OfficeComment:
    """A comment: by whom, what it says, and the code beside which it hangs (outside the tables: the paragraph)."""

    author: str
    initials: str
    said: str
    place: str


def fill_with_office(
    form: bytes, kind: Literal["docx", "xlsx"], answers: Mapping[str, OfficeAnswer], *, column: str = "Uw antwoord"
) -> bytes:
    """Open a form in LibreOffice, put answers beside their codes, save it in the same format.

    Args:
        column: heading of the column of answers in a sheet; without it the cell right of the code is meant.
    """
    with tempfile.TemporaryDirectory(prefix="bna-form-") as folder:
        source, target = Path(folder, f"leeg.{kind}"), Path(folder, f"vol.{kind}")
        source.write_bytes(form)
        said = {code: _as_json(answer, Path(folder, code)) for code, answer in answers.items()}
        _office().ask(do="fill", source=str(source), target=str(target), answers=said, column=column)
        return target.read_bytes()


def convert(data: bytes, from_kind: str, to_kind: str) -> bytes:
    """The same document as LibreOffice saves it in another format (docx, odt, xlsx, ods, pdf, txt), or in the same."""
    with tempfile.TemporaryDirectory(prefix="bna-form-") as folder:
        source, target = Path(folder, f"van.{from_kind}"), Path(folder, f"naar.{to_kind}")
        source.write_bytes(data)
        _office().ask(do="convert", source=str(source), target=str(target))
        return target.read_bytes()


def edit_with_office(docx: bytes, acts: Sequence[Sequence[Any]]) -> bytes:
    """A Word file after a person edited it in LibreOffice; the acts are those of `office_edits.Editor`."""
    with tempfile.TemporaryDirectory(prefix="bna-form-") as folder:
        source, target = Path(folder, "heen.docx"), Path(folder, "terug.docx")
        source.write_bytes(docx)
        _office().ask(do="edit", source=str(source), target=str(target), acts=[list(act) for act in acts])
        return target.read_bytes()


def comments_in(docx: bytes) -> tuple[OfficeComment, ...]:
    """The comments that LibreOffice finds in a Word file."""
    with tempfile.TemporaryDirectory(prefix="bna-form-") as folder:
        source = Path(folder, "van.docx")
        source.write_bytes(docx)
        return tuple(OfficeComment(**found) for found in _office().ask(do="comments", source=str(source)))


def settle_with_office(docx: bytes, answer: Literal["accept", "reject"]) -> tuple[bytes, int]:
    """A Word file after LibreOffice accepted or rejected every tracked change; and how many it saw."""
    with tempfile.TemporaryDirectory(prefix="bna-form-") as folder:
        source, target = Path(folder, "met.docx"), Path(folder, "zonder.docx")
        source.write_bytes(docx)
        seen = _office().ask(do="settle", source=str(source), target=str(target), answer=answer)
        assert seen["after"] == 0, f"LibreOffice left {seen['after']} changes"
        return target.read_bytes(), seen["before"]


def _as_json(answer: OfficeAnswer, picture: Path) -> dict[str, Any]:
    match answer:
        case bytes():
            picture.write_bytes(answer)
            return {"picture": str(picture)}
        case Listed():
            return {"list": list(answer.items), "numbered": answer.numbered}
        case Chosen():
            return {"choose": answer.text, "then": answer.then}
        case date():
            return {"date": answer.isoformat()}
        case int() | Decimal():
            return {"number": float(answer)}
        case str():
            return {"lines": [answer]}
        case _:
            return {"lines": list(answer)}


class _Office:
    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [_PYTHON, str(_WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        atexit.register(self._close)
        self._answer()

    def ask(self, **request: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "LibreOffice did not start, or is gone"
        answer = json.loads(line)
        assert "fault" not in answer, answer["fault"]
        return answer.get("ok")

    def _close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()  # it ends, and the office with it
        self._process.wait()


@cache
def _office() -> _Office:
    require_program("soffice", install=_INSTALL)
    if subprocess.run([_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode:
        missing("LibreOffice's API for Python (uno)", _INSTALL)
    return _Office()
