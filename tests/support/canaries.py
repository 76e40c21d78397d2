"""Words that stand nowhere else, one in each text, file and name of an edition, and the eye that finds them again."""

from __future__ import annotations

import base64
import binascii
import html
import io
import json
import quopri
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

import yaml
from pypdf import PdfReader
from pypdf.errors import PyPdfError

_WORD: Final = re.compile(r"kanarie[a-z]{10}")
_WRITTEN: Final = ("foreword", "summary", "occasion", "european", "communication", "follow_up")
_REPORTED: Final = ("achieved", "next_steps", "reason", "measure")
_INSIDE: Final = ("text", "title", "heading", "argument", "answer", "state")
_TEXTS: Final = frozenset({*_WRITTEN, *_REPORTED, *_INSIDE})
"""The keys under which a text stands in what partners and the redactie send."""
_BASE64: Final = re.compile(rb"(?:[A-Za-z0-9+/_-]{4}(?:\r?\n)?){8,}[A-Za-z0-9+/_-]{0,3}={0,2}")
_ZIP: Final = b"PK\x03\x04"
_DEEP: Final = 4
"""How often what is packed in something is unpacked again."""


def canary(place: str) -> str:
    """The word of one place: small letters, always the same."""
    number = int.from_bytes(sha256(place.encode()).digest()[:8], "big")
    letters = []
    for _ in range(10):
        number, letter = divmod(number, 26)
        letters.append(chr(ord("a") + letter))
    return f"kanarie{''.join(letters)}"


def planted(name: str, source: bytes) -> tuple[bytes, dict[str, str]]:
    """What a partner or the redactie sends (YAML), with a word in each of its texts.

    Returns:
        The file, and the place of every word.
    """
    data = yaml.safe_load(source)
    data.pop("edits", None)  # tied to what partners wrote, which is another text now
    words: dict[str, str] = {}
    return yaml.safe_dump(_planted(data, name, "", words), allow_unicode=True, sort_keys=False).encode(), words


def _planted(value: Any, place: str, key: str, words: dict[str, str]) -> Any:
    match value:
        case dict():
            return {k: _planted(v, f"{place}.{k}", str(k), words) for k, v in value.items()}
        case list():
            return [_planted(v, f"{place}[{n}]", key, words) for n, v in enumerate(value)]
        case str() if key in _TEXTS and len(value) > 3:
            words[canary(place)] = place
            text = value.rstrip()
            stop = "." if text.endswith(".") else ""
            return f"{text.removesuffix('.')} {canary(place)}{stop}"
        case _:
            return value


def _own_bytes(name: str, data: bytes) -> bytes:
    """The part of a file that is in no other: of Word its text, for its fonts and styles are those of every form.

    A web page has none: it is full of words, which are found anyhow, and its style sheet is no secret.
    """
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            text = archive.getinfo("word/document.xml")
        return data[text.header_offset + 64 : text.header_offset + text.compress_size]
    return b"" if name.endswith(".html") else data


# -- finding them again ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Secrets:
    """What may not be seen before the release.

    Attributes:
        words: by canary, where it was put.
        files: by name, the bytes of every file that was frozen, or stands in a draft.
        lent: what tells of a file without showing it, such as its SHA-256: not for those outside either.
    """

    words: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)
    lent: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _marks(self) -> dict[bytes, str]:
        """Of each file some stretches of its bytes, so that a part of it is known again too."""
        found = {}
        for name, data in self.files.items():
            own = _own_bytes(name, data)
            for at in (len(own) // 7, len(own) // 2, len(own) * 6 // 7):
                piece = own[at : at + 48]
                if len(piece) == 48 and len(set(piece)) > 12:
                    found[piece] = f"bytes of {name}"
        return found

    def without(self, *places: str) -> Secrets:
        """The same, but for words that were put in places that begin so: those who wrote them may see them."""
        words = {word: place for word, place in self.words.items() if not place.startswith(places)}
        return Secrets(words, self.files, self.lent)

    def words_only(self) -> Secrets:
        """For who may know that there is something, and what its digest is."""
        return Secrets(self.words, self.files)

    def shown_in(self, data: bytes | str) -> set[str]:
        """Everything secret that stands in this, however it is packed: an empty set is what one hopes for."""
        return set(self._shown(data.encode() if isinstance(data, str) else data, _DEEP))

    def _shown(self, data: bytes, deep: int) -> Iterator[str]:
        yield from (said for mark, said in self._marks.items() if mark in data)
        for text in _readings(data):
            found = set(_WORD.findall(text))
            yield from (self.words[word] for word in found if word in self.words)
            yield from (said for digest, said in self.lent.items() if digest in text)
        if deep:
            for inner in _unpacked(data):
                yield from self._shown(inner, deep - 1)


def _readings(data: bytes) -> Iterator[str]:
    """The bytes as somebody might read them: as they are, and undone of what a page, an address or a mail does."""
    plain = data.decode("utf-8", "replace").casefold()
    yield plain
    if b"%" in data:
        yield urllib.parse.unquote(plain)
    if b"&" in data:
        yield html.unescape(plain)
    if b"=" in data:
        yield quopri.decodestring(data).decode("utf-8", "replace").casefold()
    if b"\\u" in data:
        yield re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), plain)
    if b"\x00" in data:
        for order in ("utf-16-le", "utf-16-be"):
            yield data.decode(order, "replace").casefold()


def _unpacked(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"%PDF"):
        yield from _of_pdf(data)
    elif _ZIP in data[:4096]:
        yield from _of_zip(data[data.index(_ZIP) :])
    elif data[:2] == b"\x1f\x8b":
        yield from _of_gzip(data)
    else:
        for found in _BASE64.finditer(data):
            yield from _of_base64(found[0])


def _of_pdf(data: bytes) -> Iterator[bytes]:
    try:
        reader = PdfReader(io.BytesIO(data))
        yield " ".join(page.extract_text() for page in reader.pages).replace("\u00ad", "").encode()
        yield json.dumps({k: str(v) for k, v in (reader.metadata or {}).items()}).encode()
        yield from (one for many in reader.attachments.values() for one in many)
    except (PyPdfError, ValueError, KeyError):
        return


def _of_zip(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                yield entry.filename.encode()
                yield archive.read(entry)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return


def _of_gzip(data: bytes) -> Iterator[bytes]:
    try:
        yield zlib.decompress(data, wbits=31)
    except zlib.error:
        return


def _of_base64(data: bytes) -> Iterator[bytes]:
    packed = b"".join(data.split()).rstrip(b"=")
    packed += b"=" * (-len(packed) % 4)
    for decode in _DECODERS:
        try:
            yield decode(packed)
        except (binascii.Error, ValueError):
            continue


_DECODERS: Final[tuple[Callable[[bytes], bytes], ...]] = (
    lambda packed: base64.b64decode(packed, validate=True),
    base64.urlsafe_b64decode,
)


def digests_of(files: Iterable[tuple[str, str]]) -> dict[str, str]:
    """SHA-256 (hex) of files, by what a leak of it is called."""
    return {digest: f"SHA-256 of {name}" for name, digest in files}
