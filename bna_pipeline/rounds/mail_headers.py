"""The headers of a mail from outside: decoded, bounded, and never an error.

The standard library's own parser of structured headers takes quadratic time on some values and raises on others, so
what is needed is taken out of the raw text with patterns that run in one pass.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from binascii import Error as Base64Error
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz

MOST_HEADERS = 1_000
MOST_CHARACTERS = 64_000  # of one header
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,4000})\?=")
_PARAMETER = re.compile(r";\s*([^\s=;\"]{1,80})\s*=\s*(\"(?:\\.|[^\"\\])*\"|[^;]*)", re.DOTALL)
_ADDRESS = re.compile(r"[^\s<>\"(),:;@]{1,128}@[^\s<>\"(),:;@]{1,255}")
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\((?:\\.|[^()\\])*\)')
_IN_ANGLES = re.compile(r"[^<>]*<([^<>]*)>\s*")
_LONGEST_AUTHOR = 2_000  # characters
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,998})>")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,39}")
# Others exist that are no text, take quadratic time (idna) or make half characters (utf-7).
_CHARSETS = re.compile(
    r"ascii|utf-(8|16|32)(-[bl]e)?|iso8859-\d+|cp\d+|koi8-[ru]|mac-\w+|gb2312|gbk|gb18030|hz|big5(hkscs)?|shift_jis\w*"
    r"|euc_\w+|iso2022_\w+|johab|tis-620"
)


@dataclass(frozen=True)
class Headers:
    """Headers in the mail's order: names in small letters, values unfolded, still encoded."""

    fields: tuple[tuple[str, str], ...] = ()

    def all(self, *names: str) -> tuple[str, ...]:
        """The values of these headers, name by name."""
        return tuple(value for name in names for found, value in self.fields if found == name)

    def first(self, name: str) -> str:
        """The value of a header; empty when it is not there."""
        return next((value for found, value in self.fields if found == name), "")

    def has(self, *names: str) -> bool:
        return any(found in names for found, _ in self.fields)

    @property
    def media_type(self) -> str:
        """Such as `text/plain`, in small letters; that too when it is missing or no type at all (RFC 2045, 5.2)."""
        found = self.first("content-type").partition(";")[0].strip().lower()
        return found if re.fullmatch(r"[^\s/]{1,100}/[^\s/]{1,100}", found) else "text/plain"

    @property
    def disposition(self) -> str:
        """`attachment`, `inline` or empty."""
        return self.first("content-disposition").partition(";")[0].strip().lower()

    def parameter(self, header: str, name: str) -> str:
        """A parameter of a header, decoded (RFC 2231, or RFC 2047 as many programs write it); empty without one."""
        return _parameter(self.first(header), name)


def headers_of(block: bytes) -> Headers:
    """Headers from the bytes before the empty line; a line that is no header is passed over."""
    fields: list[tuple[str, str]] = []
    for line in _unfolded(block):
        found = _FIELD.fullmatch(line)
        if found and len(fields) < MOST_HEADERS:
            fields.append(
                (found[1].decode("ascii").lower(), text_of(found[2][: 4 * MOST_CHARACTERS])[:MOST_CHARACTERS])
            )
    return Headers(tuple(fields))


def _unfolded(block: bytes) -> Iterator[bytes]:
    line: list[bytes] = []
    for raw in block.split(b"\n"):
        raw = raw.rstrip(b"\r")
        if raw[:1] in (b" ", b"\t") and line:
            line.append(raw)
            continue
        if line:
            yield b"".join(line)
        line = [raw]
    if line:
        yield b"".join(line)


def text_of(data: bytes, charset: str = "") -> str:
    """Bytes as text: in this character set, else as UTF-8, else as an old Windows program writes; never an error."""
    known = _known(charset)
    if known and known not in ("ascii", "utf-8"):
        try:
            return _whole(data.decode(known, "replace"))
        except UnicodeError:
            pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _known(charset: str) -> str:
    if not _CHARSET.fullmatch(charset):
        return ""
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return ""
    return name if _CHARSETS.fullmatch(name) else ""


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def decoded(value: str) -> str:
    """A header's text with its encoded words (RFC 2047) written out; white space between two of them is none."""
    out: list[str] = []
    pending: list[bytes] = []
    charset, end = "", 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        # A character may be cut in two by the next word.
        if pending and (between.strip() or word[1].lower() != charset):
            out.append(text_of(b"".join(pending), charset))
            pending = []
        if between.strip() or not end:
            out.append(between)
        pending.append(_word_bytes(word[2], word[3]))
        charset, end = word[1].partition("*")[0].lower(), word.end()
    out.append(text_of(b"".join(pending), charset))
    return "".join((*out, value[end:]))


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("ascii", "replace")
    if encoding in "qQ":
        return a2b_qp(raw, header=True)
    return unbase64(raw)


def unbase64(data: bytes) -> bytes:
    """Base64 with what does not belong in it left out, and what is missing at its end added."""
    try:
        return a2b_base64(data)
    except Base64Error:
        kept = _NOT_BASE64.sub(b"", data)
        return a2b_base64(kept[: len(kept) - (len(kept) % 4 == 1)] + b"==")


def _parameter(value: str, name: str) -> str:
    found: dict[str, str] = {}
    for parameter in _PARAMETER.finditer(value):
        raw = parameter[2].strip()
        if raw.startswith('"') and raw.endswith('"') and len(raw) > 1:
            raw = re.sub(r"\\(.)", r"\1", raw[1:-1])
        found.setdefault(parameter[1].lower(), raw)
    return _extended(found, name) or decoded(found.get(name, ""))


def _extended(found: Mapping[str, str], name: str) -> str:
    """A parameter as RFC 2231 writes it: `name*=utf-8''...`, or in pieces `name*0*=`, `name*1=`."""
    whole = found.get(f"{name}*")
    if whole is not None:
        charset, _, text = whole.rpartition("'")
        return text_of(_unpercent(text), charset.partition("'")[0])
    pieces: list[bytes] = []
    charset = ""
    for number in range(100):
        raw, plain = found.get(f"{name}*{number}*"), found.get(f"{name}*{number}")
        if raw is not None:
            if number == 0 and raw.count("'") >= 2:
                charset, _, raw = raw.split("'", 2)
            pieces.append(_unpercent(raw))
        elif plain is not None:
            pieces.append(plain.encode("utf-8", "replace"))
        else:
            break
    return text_of(b"".join(pieces), charset)


def _unpercent(text: str) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes((int(found[1], 16),)), text.encode("utf-8", "replace"))


def line(text: str, most: int) -> str | None:
    """Text as it can be put on record: one line, composed, without hidden characters, cut; None: nothing is left."""
    kept = "".join(" " if c in "\t\r\n" else c for c in text[: most * 4] if c in "\t\r\n" or not hidden(c))
    found = " ".join(unicodedata.normalize("NFC", kept).split())
    return (found if len(found) <= most else found[: most - 1].rstrip() + "…") or None


def hidden(character: str) -> bool:
    """Whether nobody sees the character: control, format, half a character, or none at all."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")


def addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    """Everything in these headers that has the form of an address, in small letters."""
    return tuple(found.lower() for value in values for found in _ADDRESS.findall(value))


def author(values: tuple[str, ...]) -> str | None:
    """The one address that a mail says it is from (RFC 5322, 3.6.2), in small letters.

    A name may look like an address, and only what stands behind it in angle brackets is one. None: it names nobody, or
    several, or in a way of which a name and an address cannot be told apart.
    """
    if len(values) != 1 or len(values[0]) > _LONGEST_AUTHOR:
        return None
    bare = _QUOTED.sub(" ", values[0])
    angled = _IN_ANGLES.fullmatch(bare)
    found = _ADDRESS.fullmatch(angled[1].strip() if angled is not None else bare.strip())
    return None if found is None else found[0].lower()


def message_ids(values: tuple[str, ...]) -> tuple[str, ...]:
    """The Message-IDs in these values, without angle brackets, in order."""
    return tuple(found for value in values for found in _MESSAGE_ID.findall(value))


def date_of(value: str) -> datetime | None:
    """A mail's Date as an aware moment; None when it is none."""
    try:
        found = parsedate_tz(value[:200])
        if found is None:
            return None
        # "-0000" and no zone at all mean UTC of which nobody knows where it was (RFC 5322, 3.3).
        return datetime(*found[:6], tzinfo=timezone(timedelta(seconds=found[9] or 0)))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
