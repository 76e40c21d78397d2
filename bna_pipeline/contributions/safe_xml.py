"""XML of strangers: no DTD, no entities, no network, and counted before a tree is built."""

from __future__ import annotations

from typing import Protocol
from xml.parsers import expat

from lxml import etree

from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits

_PIECE = 1024 * 1024
_AFTER_NAMESPACE = "}"


class XmlUnsafe(IntakeError):
    """The XML declares a document type: nothing that a form needs, and the way in for entity attacks."""

    def __init__(self) -> None:
        super().__init__("Een deel van het bestand heeft een eigen documenttype.")


class XmlTooLarge(IntakeError):
    """More elements, or elements deeper within each other, than a form can have."""


class Watcher(Protocol):
    """Who looks at a part while it is gone over; names are as lxml gives them: `{namespace}name`, or without one."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Text, which may come in pieces."""


def streamed(data: bytes, limits: IntakeLimits, watcher: Watcher) -> None:
    """Go over a part without building a tree, counted as `parsed` counts it.

    Raises:
        XmlUnsafe, XmlTooLarge, IntakeError: as `parsed` does, and what the watcher raises.
    """
    _require_bounded(data, limits, watcher)


def parsed(data: bytes, limits: IntakeLimits) -> etree._Element:
    """The root element of a part.

    Raises:
        XmlUnsafe: it has a DTD.
        XmlTooLarge: its tree would be too large or too deep; it is not built.
        IntakeError: it is not well-formed.
    """
    _require_bounded(data, limits)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise IntakeError("Een deel van het bestand is geen geldige XML.") from error
    if str(getattr(root.getroottree().docinfo, "doctype", "")):
        raise XmlUnsafe
    return root


class _Counter:
    """Counts what a tree would hold, and stops at the limit."""

    def __init__(self, limits: IntakeLimits, watcher: Watcher | None = None) -> None:
        self._limits = limits
        self._watcher = watcher
        self._nodes = 0
        self._depth = 0

    def start(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > self._limits.xml_depth:
            raise XmlTooLarge("Een deel van het bestand zit te diep in elkaar.")
        self.add(1 + len(attributes) // 2)
        if self._watcher is not None:
            names = map(_full, attributes[::2])
            self._watcher.start(_full(name), dict(zip(names, attributes[1::2], strict=True)))

    def end(self, name: str) -> None:
        self._depth -= 1
        if self._watcher is not None:
            self._watcher.end(_full(name))

    def text(self, text: str) -> None:
        self.add(1)
        if self._watcher is not None:
            self._watcher.text(text)

    def other(self, *_: str) -> None:
        self.add(1)

    def add(self, count: int) -> None:
        self._nodes += count
        if self._nodes > self._limits.xml_nodes:
            raise XmlTooLarge(f"Een deel van het bestand heeft meer dan {self._limits.xml_nodes} onderdelen.")


def _full(name: str) -> str:
    return f"{{{name}" if _AFTER_NAMESPACE in name else name


def _require_bounded(data: bytes, limits: IntakeLimits, watcher: Watcher | None = None) -> None:
    def doctype(*_: object) -> None:
        raise XmlUnsafe

    counter = _Counter(limits, watcher)
    parser = expat.ParserCreate() if watcher is None else expat.ParserCreate(namespace_separator=_AFTER_NAMESPACE)
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.CharacterDataHandler = counter.text
    parser.CommentHandler = counter.other
    parser.ProcessingInstructionHandler = counter.other
    try:
        for at in range(0, len(data), _PIECE):
            parser.Parse(data[at : at + _PIECE], False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise IntakeError("Een deel van het bestand is geen geldige XML.") from error
