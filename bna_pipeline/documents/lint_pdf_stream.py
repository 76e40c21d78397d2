"""A page's content as statements: operands and operator, by one regular expression.

pikepdf's own parser makes an object of every number and takes a second for a report; this takes a twentieth of that.
What the expression does not know is first written out by pikepdf in its plain form.
"""

from __future__ import annotations

import re
from itertools import chain

import pikepdf

_INNER = rb"[^()\\]*+(?:(?:\\.|\((?:[^()\\]++|\\.)*+\))[^()\\]*+)*+"
_STRING = rb"\(" + _INNER + rb"\)"
_HEX = rb"<[\da-fA-F\s]*+>"
_PLAIN = rb"[^<>()]++|" + _STRING + rb"|" + _HEX
_DICT = rb"<<(?:" + _PLAIN + rb"|<<(?:" + _PLAIN + rb")*+>>)*+>>"
_ARRAY = rb"\[(?:[^\[\]()<>]++|" + _STRING + rb"|" + _HEX + rb")*+\]"
_OPERAND = rb"(?:[-+.\d\s]++|" + rb"|".join((_ARRAY, rb"/[^\s/<>\[\](){}%]*+", _STRING, _DICT, _HEX)) + rb")"
_STATEMENT = re.compile(
    rb"(?:((?:[-+.\d\s]*+(?:[mlcvyh]|re)\s++)++)"  # a run of path construction
    rb"|(BI\s.*?\sEI(?=\s|$))"
    rb"|((?:" + _OPERAND + rb")*+)([A-Za-z'\"][A-Za-z0-9*]*+))(\s*+)",
    re.DOTALL,
)
_SHOWN = re.compile(rb"\((" + _INNER + rb")\)|<([\da-fA-F\s]*+)>", re.DOTALL)
_ESCAPED_PARENTHESIS = re.compile(rb"\\(?:([()])|(.))", re.DOTALL)

Statement = tuple[bytes, bytes, bytes, bytes, bytes]
"""A run of path construction, or an inline image, or operands and operator; then the white space behind it."""


class UnreadableContent(Exception):
    """What a page holds is not a content stream; the lint turns it into a finding."""


def statements(holder: pikepdf.Object) -> list[Statement]:
    """The statements of a page or form, in the order in which they are painted.

    Raises:
        UnreadableContent: it cannot be read, not even by pikepdf.
    """
    found = _read(_content(holder))
    if found is None:
        try:
            found = _read(pikepdf.unparse_content_stream(pikepdf.parse_content_stream(holder)))
        except (pikepdf.PdfError, ValueError, TypeError) as error:
            raise UnreadableContent(str(error)) from error
    if found is None:
        raise UnreadableContent("ook herschreven niet te lezen")
    return found


def _read(data: bytes) -> list[Statement] | None:
    """Every statement; None when a byte between two of them, or after the last, belongs to none."""
    whole = data.strip()
    found: list[Statement] = _STATEMENT.findall(whole)
    return found if sum(map(len, chain.from_iterable(found))) == len(whole) else None


def _content(holder: pikepdf.Object) -> bytes:
    if isinstance(holder, pikepdf.Stream):
        return holder.read_bytes()
    contents = holder.get("/Contents")
    if contents is None:
        return b""
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(part.read_bytes() for part in parts)


def shown(operands: bytes) -> tuple[bytes, float]:
    """What `Tj` or `TJ` shows: its strings put together, and the sum of the adjustments between them."""
    adjustments = _SHOWN.sub(b" ", operands).replace(b"[", b" ").replace(b"]", b" ").split()
    strings: list[bytes] = []
    literals: list[bytes] = []
    for literal, digits in _SHOWN.findall(operands):
        if digits:
            bare = b"".join(digits.split())
            strings += [_unescaped(b"".join(literals)), bytes.fromhex((bare + b"0" * (len(bare) % 2)).decode())]
            literals = []
        else:
            literals.append(literal)
    strings.append(_unescaped(b"".join(literals)))
    return b"".join(strings), sum(map(float, adjustments))


def _unescaped(literal: bytes) -> bytes:
    if b"\\" not in literal:
        return literal
    if b"\\(" in literal or b"\\)" in literal:
        literal = _ESCAPED_PARENTHESIS.sub(_octal, literal)
    return literal.decode("unicode_escape").encode("latin-1", "ignore")  # the escapes of PDF are among those of Python


def _octal(found: re.Match[bytes]) -> bytes:
    return b"\\%03o" % found[1][0] if found[1] else found[0]
