"""The signal: a Kamerbrief's date and number, read from its PDF or given by a person."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
import zlib
from collections.abc import Iterator, Sequence

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError

from bna_pipeline.errors import KamerbriefUnreadable
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.calendar import MONTHS
from bna_pipeline.model.draft import Kamerbrief

MAX_BYTES = 64 * 1024 * 1024
_PAGES = 10
_OPENING = 800  # characters in which a printed Kamerstuk names itself

_DATE = rf"(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(MONTHS)})\s+(?P<year>\d{{4}})(?!\d)"
_ANY_DATE = re.compile(rf"(?<!\d){_DATE}")
_OWN_DATE = re.compile(rf"\b(?:datum|den\s+haag|'s-gravenhage)\s*[:,]?\s*{_DATE}")
_REFERENCE = re.compile(
    r"(?im)(?<!uw )\b(?:ons\s+)?kenmerk[ \t]*:?[ \t]*\n?[ \t]*(?P<value>[A-Z0-9][\w.&-]*(?:[ \t]*/[ \t]*[\w.&-]+)*)"
)
_ASK = "Geef datum en nummer zelf op met `--date JJJJ-MM-DD` en `--number`."

logging.getLogger("pypdf").addHandler(logging.NullHandler())

# pypdf says of itself that a broken PDF may raise other exceptions than its own.
_PDF_FAULTS = (PyPdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError,
               RecursionError, NotImplementedError, EOFError, OSError, MemoryError, zlib.error)  # fmt: skip


def read_kamerbrief(
    name: str,
    data: bytes,
    *,
    date: dt.date | None,
    number: str | None,
    dossier: str,
    words: Sequence[str],
    vouched: bool = True,
) -> Kamerbrief:
    """The Kamerbrief with its date and number.

    Args:
        name: the file's name.
        data: the PDF.
        date: as a person read it; wins over the text.
        number: idem. When both are given the person vouches for the file, and its text is not asked.
        dossier: the Tweede Kamer's dossier, such as "29697", under which its number is looked for.
        words: what the letter must speak of; a letter about something else must never lift the embargo.
        vouched: whether date and number are a person's, who then has looked at the file; else its text is asked anyway.

    Raises:
        KamerbriefUnreadable: no PDF, another letter, or date or number cannot be told with certainty.
    """
    if not is_whole(data) or len(data) > MAX_BYTES:
        raise KamerbriefUnreadable(f"{name} is geen hele PDF.", "Vraag de Kamerbrief opnieuw op, als PDF.")
    number = " ".join((number or "").split()) or None
    if date is None or number is None or not vouched:
        text = _text(name, data)
        _require_words(name, text, words)
        date = date or _date(name, text)
        number = number or _number(name, text, dossier)
    return Kamerbrief(file=FileDigest.of(name, data), date=date, number=number)


def is_whole(data: bytes) -> bool:
    """Whether bytes begin and end as a PDF does (ISO 32000-2, 7.5.2 and 7.5.5)."""
    return b"%PDF-" in data[:1024] and b"%%EOF" in data[-2048:]


def _text(name: str, data: bytes) -> str:
    try:
        with PdfReader(io.BytesIO(data)) as reader:
            return "\n".join(page.extract_text() for page in reader.pages[:_PAGES])
    except FileNotDecryptedError as fault:
        raise KamerbriefUnreadable(f"{name} is versleuteld en niet te lezen.", _ASK) from fault
    except _PDF_FAULTS as fault:
        raise KamerbriefUnreadable(f"{name} is beschadigd en niet te lezen.", _ASK) from fault


def _require_words(name: str, text: str, words: Sequence[str]) -> None:
    if not text.strip():
        raise KamerbriefUnreadable(f"{name} bevat geen leesbare tekst (een scan?).", _ASK)
    # A word may be broken off at the end of a line; without white space and hyphens it is whole again.
    solid = _solid(text)
    missing = [word for word in words if _solid(word) not in solid]
    if missing:
        raise KamerbriefUnreadable(
            f"{name} lijkt niet de goede Kamerbrief: er staat niets in over {', '.join(missing)}.",
            f"Kijk of dit het goede bestand is. Is dat zo: {_ASK[0].lower()}{_ASK[1:]}",
        )


def _date(name: str, text: str) -> dt.date:
    folded = _folded(text)
    for pattern in (_OWN_DATE, _ANY_DATE):
        found = set(_dates(pattern, folded))
        if len(found) == 1:
            return found.pop()
        if found:
            break
    raise KamerbriefUnreadable(f"De datum van {name} is niet met zekerheid te lezen.", _ASK)


def _dates(pattern: re.Pattern[str], text: str) -> Iterator[dt.date]:
    for match in pattern.finditer(text):
        day, month, year = int(match["day"]), MONTHS.index(match["month"]) + 1, int(match["year"])
        try:
            yield dt.date(year, month, day)
        except ValueError:  # "31 juni" is no date, so it is not the letter's
            continue


def _number(name: str, text: str, dossier: str) -> str:
    folded = _folded(text)
    code = r"\s?".join(re.escape(c) for c in "".join(dossier.split()).lower())
    plain = rf"(?<!\d){code}(?:\s*[,;]?\s*(?:nr\.?|nummer)\s*|\s*[-\u2013]\s*)(\d{{1,4}})(?!\d)"
    # A printed Kamerstuk has its dossier's title between the two.
    printed = rf"(?<!\d){code}\b.{{0,200}}?\bnr\.?\s*(\d{{1,4}})\s+brief van"
    for pattern, where in (
        (rf"kamerstuk\w*\s*:?\s*(?:ii\s*)?{plain}", folded),
        (printed, folded[:_OPENING]),
        (plain, folded[:_OPENING]),
    ):
        found = set(re.findall(pattern, where))
        if len(found) == 1:
            return f"{dossier} nr. {found.pop()}"
    references = {match["value"].strip() for match in _REFERENCE.finditer(text) if re.search(r"\d", match["value"])}
    if len(references) == 1:
        return references.pop()
    elsewhere = set(re.findall(plain, folded))
    if len(elsewhere) == 1:
        return f"{dossier} nr. {elsewhere.pop()}"
    raise KamerbriefUnreadable(f"Het nummer van {name} is niet met zekerheid te lezen.", _ASK)


def _folded(text: str) -> str:
    return " ".join(text.split()).lower().replace("\u2019", "'")


def _solid(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2010-]+", "", text).casefold()
