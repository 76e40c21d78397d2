"""The parts of a mail (RFC 2045, 2046), within bounds: whatever the bytes are, there is a tree, and it is small.

Parts are places in the mail's bytes; only what is asked for is decoded, so that a mail takes little more memory than it
has bytes.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from bna_pipeline.rounds.mail_headers import Headers, headers_of, unbase64

MOST_PARTS = 500
MOST_DEPTH = 12
HEADER_BYTES = 256 * 1024
_EMPTY_LINE = re.compile(rb"(?m)^\r?\n")
_MESSAGES = ("message/rfc822", "message/global")


@dataclass(frozen=True)
class Part:
    """A part of a mail, or the mail itself.

    Attributes:
        children: parts of a multipart; of a forwarded mail the one mail in it.
        encoded: the bytes as they stand in the mail; empty where there are children.
    """

    headers: Headers
    children: tuple[Part, ...] = ()
    encoded: memoryview = field(default_factory=lambda: memoryview(b""), repr=False)

    @property
    def media_type(self) -> str:
        return self.headers.media_type

    @property
    def is_message(self) -> bool:
        """Whether it is another mail, forwarded or returned."""
        return bool(self.children) and not self.media_type.startswith("multipart/")

    def content(self) -> bytes:
        """The part's own bytes, decoded; what is broken in the encoding is passed over."""
        return _decoded(self.headers, bytes(self.encoded))

    def walk(self, *, into_messages: bool) -> Iterator[Part]:
        """This part and all below it, in the mail's order.

        Args:
            into_messages: also what is in mails that were forwarded or returned.
        """
        yield self
        if self.is_message and not into_messages:
            return
        for child in self.children:
            yield from child.walk(into_messages=into_messages)


@dataclass
class _Left:
    parts: int = MOST_PARTS
    beyond: bool = False


@dataclass(frozen=True)
class Message:
    """A mail as a tree of parts; `beyond`: there was more than is looked at."""

    root: Part
    beyond: bool


def message_of(data: bytes) -> Message:
    """The parts of a mail.

    Args:
        data: RFC 5322 bytes, with any line ends.
    """
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    left = _Left()
    return Message(_part(data, 0, len(data), 0, left), left.beyond)


def head_of(data: bytes) -> bytes:
    """The headers of a mail, without its body."""
    start = data[:HEADER_BYTES]
    empty = _EMPTY_LINE.search(start)
    return start[: empty.end()] if empty else start


def _part(data: bytes, start: int, end: int, depth: int, left: _Left) -> Part:
    left.parts -= 1
    empty = _EMPTY_LINE.search(data, start, end)
    head_end, body = (empty.start(), empty.end()) if empty else (end, end)
    headers = headers_of(data[start : min(head_end, start + HEADER_BYTES)])
    encoded = memoryview(data)[body:end]
    boundary = headers.parameter("content-type", "boundary").encode("utf-8", "replace")
    multipart = headers.media_type.startswith("multipart/") and 0 < len(boundary) <= 1_000
    forwarded = headers.media_type in _MESSAGES
    if not (multipart or forwarded):
        return Part(headers, (), encoded)
    if depth >= MOST_DEPTH or left.parts <= 0:
        left.beyond = True
        return Part(headers, (), encoded)
    if multipart:
        children = tuple(_children(data, body, end, boundary, depth, left))
        return Part(headers, children) if children else Part(headers, (), encoded)
    if headers.first("content-transfer-encoding").strip().lower() in ("base64", "quoted-printable"):
        inner = _decoded(headers, bytes(encoded))
        return Part(headers, (_part(inner, 0, len(inner), depth + 1, left),), encoded)
    return Part(headers, (_part(data, body, end, depth + 1, left),), encoded)


def _children(data: bytes, start: int, end: int, boundary: bytes, depth: int, left: _Left) -> Iterator[Part]:
    line = re.compile(rb"(?m)^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?(?:\n|\Z)")
    marks = islice(line.finditer(data, start, end), MOST_PARTS + 1)
    begun: int | None = None
    for mark in marks:
        if begun is not None:
            if left.parts <= 0:
                left.beyond = True
                return
            yield _part(data, begun, _before_line_end(data, begun, mark.start()), depth + 1, left)
        if mark[1]:
            return
        begun = min(mark.end(), end)
    if begun is not None and left.parts > 0:
        yield _part(data, begun, end, depth + 1, left)  # cut off on the way: its end is missing


def _before_line_end(data: bytes, start: int, end: int) -> int:
    """The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1)."""
    if end > start and data[end - 1 : end] == b"\n":
        end -= 1
    if end > start and data[end - 1 : end] == b"\r":
        end -= 1
    return end


def _decoded(headers: Headers, raw: bytes) -> bytes:
    encoding = headers.first("content-transfer-encoding").partition(";")[0].strip().lower()
    if encoding == "base64":
        return unbase64(raw)
    return a2b_qp(raw) if encoding == "quoted-printable" else raw
