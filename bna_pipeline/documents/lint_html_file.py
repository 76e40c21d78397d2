"""A web edition read once for all rules."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from lxml import etree, html

from bna_pipeline.documents.lint_css import StyleRule, rules_of
from bna_pipeline.documents.lint_rules import place_in

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ABOVE = ("h1", "h2", "h3")


class HtmlUnreadable(ValueError):
    """The bytes are no page in UTF-8."""


class HtmlFile:
    """One web page of a draft, read."""

    def __init__(self, name: str, data: bytes) -> None:
        """
        Args:
            name: as in the package.

        Raises:
            HtmlUnreadable: it is no page in UTF-8.
        """
        self.name = name
        try:
            text = data.decode("utf-8")
            root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", no_network=True))
        except (UnicodeDecodeError, etree.ParserError, etree.XMLSyntaxError) as error:
            raise HtmlUnreadable(str(error)) from error
        self.text = text
        self.root: etree._Element = root

    @cached_property
    def headings(self) -> list[etree._Element]:
        return list(self.root.iter(*_HEADINGS))

    @cached_property
    def sheet(self) -> str:
        """All style sheets within the page."""
        return "\n".join(node.text or "" for node in self.root.iter("style"))

    @cached_property
    def style_rules(self) -> list[StyleRule]:
        return list(rules_of(self.sheet))

    def place(self, node: etree._Element) -> str:
        """Where something stands, for a reader: the heading above it."""
        above, turns = self._above
        at = bisect_left(turns, self._turns.get(node, 0))
        return place_in(self.name, heading=said(above[at - 1]) if at else "")

    @cached_property
    def _above(self) -> tuple[list[etree._Element], list[int]]:
        above = [one for one in self.headings if one.tag in _ABOVE]
        return above, [self._turns[one] for one in above]

    @cached_property
    def _turns(self) -> dict[etree._Element, int]:
        return {one: turn for turn, one in enumerate(self.root.iter(etree.Element))}


def said(node: etree._Element) -> str:
    """The text within an element, white space folded."""
    return " ".join("".join(str(text) for text in node.itertext()).split())
