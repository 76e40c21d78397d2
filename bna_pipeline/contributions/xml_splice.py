"""Small changes in XML that is not ours: what is not changed stays the same to the byte."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from lxml import etree

from bna_pipeline.errors import IntakeError

_TAG = re.compile(rb"""<([^\s/>]+)(?:[^>"']|"[^"]*"|'[^']*')*>""")
_KNOWN = frozenset({"UTF-8", "UTF8", "US-ASCII", "ASCII"})


@dataclass(frozen=True)
class Span:
    """Where an element stands in the bytes: its start tag from `start` to `inner`, its end tag from `inner_end`.

    An empty element (`<w:p/>`) has no end tag: `inner` and `inner_end` are its `end`.
    """

    name: bytes
    start: int
    inner: int
    inner_end: int
    end: int

    @property
    def empty(self) -> bool:
        return self.inner == self.end


def spans(data: bytes, root: etree._Element, wanted: Collection[etree._Element]) -> Mapping[etree._Element, Span]:
    """Where these elements stand in the bytes that `root` was parsed from.

    Raises:
        IntakeError: it is in another encoding than UTF-8.
    """
    if str(root.getroottree().docinfo.encoding or "UTF-8").upper() not in _KNOWN:
        raise IntakeError("Een deel van het bestand is niet in UTF-8.")
    ordinals = {number: element for number, element in enumerate(root.iter("*")) if element in wanted}
    found = _spans(data, frozenset(ordinals))
    return {ordinals[number]: span for number, span in found.items()}


def _spans(data: bytes, wanted: frozenset[int]) -> Mapping[int, Span]:
    parser = expat.ParserCreate()
    found: dict[int, Span] = {}
    open_elements: list[int] = []
    count = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal count
        open_elements.append(count)
        if count in wanted:
            tag = _TAG.match(data, parser.CurrentByteIndex)
            if tag is None:
                raise IntakeError("Een deel van het bestand is geen geldige XML.")
            inner = tag.end()
            # Known whole when its end tag comes; until then it ends where it begins.
            found[count] = Span(tag[1], tag.start(), inner, inner, inner)
        count += 1

    def end(_name: str) -> None:
        number = open_elements.pop()
        if number in wanted and not data.endswith(b"/>", 0, found[number].inner):
            span, at = found[number], parser.CurrentByteIndex
            found[number] = Span(span.name, span.start, span.inner, at, data.index(b">", at) + 1)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise IntakeError("Een deel van het bestand is geen geldige XML.") from error
    return found


@dataclass
class Splices:
    """Changes that are made in one go."""

    _edits: list[tuple[int, int, bytes]] = field(default_factory=list)
    _opened: dict[int, tuple[Span, list[bytes]]] = field(default_factory=dict)

    def insert(self, at: int, text: bytes) -> None:
        self._edits.append((at, at, text))

    def begin(self, span: Span, text: bytes) -> None:
        """Put something first in an element."""
        if span.empty:
            self._opened.setdefault(span.start, (span, []))[1].insert(0, text)
        else:
            self.insert(span.inner, text)

    def finish(self, span: Span, text: bytes) -> None:
        """Put something last in an element."""
        if span.empty:
            self._opened.setdefault(span.start, (span, []))[1].append(text)
        else:
            self.insert(span.inner_end, text)

    def remove(self, span: Span) -> None:
        self._edits.append((span.start, span.end, b""))

    def made_in(self, data: bytes) -> bytes:
        """The bytes with all changes; those at one place in the order in which they were asked for."""
        edits = [*self._edits, *self._of_opened()]
        pieces: list[bytes] = []
        at = 0
        for begin, end, text in sorted(edits, key=lambda edit: edit[0]):
            if begin < at:  # inside what is removed already
                continue
            pieces += (data[at:begin], text)
            at = end
        return b"".join((*pieces, data[at:]))

    def _of_opened(self) -> Iterable[tuple[int, int, bytes]]:
        for span, texts in self._opened.values():
            yield span.end - 2, span.end, b">" + b"".join(texts) + b"</" + span.name + b">"


def without(data: bytes, root: etree._Element, unwanted: Collection[etree._Element]) -> bytes:
    """The bytes without these elements and all that is in them."""
    if not unwanted:
        return data
    splices = Splices()
    for span in spans(data, root, unwanted).values():
        splices.remove(span)
    return splices.made_in(data)


def with_last(data: bytes, root: etree._Element, text: bytes) -> bytes:
    """The bytes with something put last in the root."""
    splices = Splices()
    splices.finish(spans(data, root, {root})[root], text)
    return splices.made_in(data)
