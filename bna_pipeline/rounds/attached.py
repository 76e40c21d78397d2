"""The files that came with a mail: their names, and which may be a contribution."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bna_pipeline.rounds.mail_headers import decoded, hidden, message_ids
from bna_pipeline.rounds.mime import Part

LOGO_BYTES = 24 * 1024
"""An inline picture up to this size is taken for a logo in a signature, and nothing is said of it."""

_NAME_LENGTH = 120
_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/json": "json",
    "application/yaml": "yaml",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/ms-tnef": "dat",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/html": "html",
    "text/plain": "txt",
    "text/vcard": "vcf",
}
_SILENT = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/vcard",
           "text/x-vcard", "text/calendar")  # fmt: skip
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_TNEF = bytes.fromhex("789F3E22")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_YAML = re.compile(rb"(?m)^['\"]?(?:edition|partner|sent_at|reports)['\"]?[ \t]*:")
_AGAIN = "Stuur het ingevulde Word- of Excel-formulier zelf mee."


@dataclass(frozen=True)
class MailFile:
    """A file that came with a mail.

    Attributes:
        name: as the mail gives it, without folders and with hidden characters made visible; made up when it gives none.
        data: the file's own bytes.
        usable: whether it may be a form or data: Word, Excel, JSON or YAML by how its content starts.
        remark: a Dutch sentence for the sender about a file that is not usable, with what to do; empty when there is
            nothing to say (a logo in a signature).
    """

    name: str
    data: bytes
    usable: bool
    remark: str = ""


def is_attached(part: Part) -> bool:
    """Whether a part is a file rather than text to read or a box for other parts."""
    if part.children or part.media_type.startswith(("multipart/", "message/delivery-status")):
        return False
    if part.headers.disposition == "attachment" or _given_name(part):
        return True
    return part.media_type not in ("text/plain", "text/html")


def files_of(root: Part, ours: Callable[[str], bool]) -> tuple[MailFile, ...]:
    """The files in a mail and in the mails that it forwards, in order; equal names get a number.

    Args:
        ours: whether a Message-ID is of a mail that we sent: when that is forwarded, its files are ours and not listed.
    """
    files: list[MailFile] = []
    taken: set[str] = set()
    for number, part in enumerate(_attached(root, ours), start=1):
        data = bytes(part.encoded) if part.children else part.content()
        name = _safe(_given_name(part)) or _made_up(part, number)
        name = _apart(name, taken)
        taken.add(name.casefold())
        usable = not part.children and looks_usable(data)
        files.append(MailFile(name, data, usable, "" if usable else _remark(name, part, data)))
    return tuple(files)


def _attached(part: Part, ours: Callable[[str], bool]) -> Iterator[Part]:
    """Files, and forwarded mails that hold none."""
    if part.is_message:
        inner = part.children[0]
        if any(map(ours, message_ids(inner.headers.all("message-id"))[:10])):
            return
        within = tuple(_attached(inner, ours))
        yield from within or (part,)
        return
    if is_attached(part):
        yield part
    for child in part.children:
        yield from _attached(child, ours)


def looks_usable(data: bytes) -> bool:
    """Whether these bytes start as a form or a data file does; whether they are one is judged elsewhere."""
    if data.startswith(b"PK\x03\x04"):
        return b"word/" in data or b"xl/" in data
    start = data[: 64 * 1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return not start.startswith(b"{\\rtf")
    return b"\0" not in start and _YAML.search(start) is not None


def _given_name(part: Part) -> str:
    headers = part.headers
    return headers.parameter("content-disposition", "filename") or headers.parameter("content-type", "name")


def _made_up(part: Part, number: int) -> str:
    if part.is_message:
        subject = decoded(part.children[0].headers.first("subject"))
        return _safe(re.sub(r"[/\\]", "-", subject) + ".eml") or f"mail-{number}.eml"
    return f"bijlage-{number}.{_TYPES.get(part.media_type, 'bin')}"


def _safe(name: str) -> str:
    """A name without folders, in which nothing is hidden; empty when it says nothing."""
    last = re.split(r"[/\\]", name.strip())[-1]
    shown = unicodedata.normalize("NFC", "".join(f"U+{ord(c):04X}" if hidden(c) else c for c in last[:1_000]))
    shown = " ".join(shown.split())
    if not shown.strip(". "):
        return ""
    stem, dot, ending = shown.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: _NAME_LENGTH - len(ending)]}.{ending}"
    return shown[:_NAME_LENGTH]


def _apart(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot and stem else (name, "")
    return next(other for other in _numbered(name, stem, ending) if other.casefold() not in taken)


def _numbered(name: str, stem: str, ending: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{stem} ({number}){ending}"
        number += 1


def _remark(name: str, part: Part, data: bytes) -> str:
    picture = data.startswith(_PICTURES)
    inline = part.headers.disposition == "inline" or part.headers.has("content-id")
    if part.media_type in _SILENT or (picture and inline and len(data) <= LOGO_BYTES):
        return ""
    return f"‘{name}’ {_what_is_wrong(name.lower(), part.media_type, data, picture)}"


def _what_is_wrong(name: str, media_type: str, data: bytes, picture: bool) -> str:
    if media_type == "message/rfc822":
        return f"is een doorgestuurde mail zonder formulier. {_AGAIN}"
    if not data.strip():
        return f"is leeg; de bijlage is niet goed meegekomen. {_AGAIN}"
    if data.startswith(_TNEF):
        return (
            "is een winmail.dat: Outlook heeft de bijlagen ingepakt. Stuur de mail als HTML of als tekst zonder opmaak "
            "(Bestand, Opties, E-mail), of zet het formulier in een nieuwe mail."
        )
    if data.startswith(_OLE):
        if name.endswith(".msg"):
            return f"is een bewaarde mail van Outlook. {_AGAIN}"
        return (
            "is een oud Office-bestand, of er zit een wachtwoord op. Sla het op als .docx of .xlsx, zonder wachtwoord."
        )
    if data.startswith(b"PK"):
        return f"is een zipbestand of een ander soort document. {_AGAIN}"
    if b"%PDF-" in data[:1024]:
        return f"is een pdf; daaruit zijn geen antwoorden te lezen. {_AGAIN}"
    if media_type in ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"):
        return "is een versleutelde mail. Stuur de mail zonder versleuteling of handtekening (S/MIME, PGP)."
    if picture:
        return f"is een afbeelding. Zet afbeeldingen in het formulier, bij het voorbeeld waar ze bij horen. {_AGAIN}"
    return f"is geen formulier. {_AGAIN}"
