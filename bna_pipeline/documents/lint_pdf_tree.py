"""The structure tree of a PDF as plain values (ISO 32000-1, 14.7): types, texts, alternatives, attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf

_DEEPEST = 200
_STEPS = 8  # of one role to the next
_HEADINGS = {"H": 0, "H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6}


class Marked(NamedTuple):
    """Marked content that an element holds: its page (from zero) and its number there."""

    page: int
    number: int


class Annotated(NamedTuple):
    """An annotation that an element holds, by object and generation number."""

    objgen: tuple[int, int]


@dataclass
class Node:
    """A structure element.

    Attributes:
        tag: the standard type, after the role map.
        page: the page of its first content, from zero; without content, that of what comes before it.
        under: the text of the last heading that comes before it.
    """

    tag: str
    parent: Node | None
    page: int | None = None
    alt: str | None = None
    lang: str | None = None
    scope: str | None = None
    columns: int = 1
    rows: int = 1
    boxed: bool = False
    under: str = ""
    kids: list[Node | Marked | Annotated] = field(default_factory=list)

    @property
    def level(self) -> int | None:
        """The level of a heading: 1 to 6, 0 for one that does not say; None for what is no heading."""
        return _HEADINGS.get(self.tag)

    def nodes(self) -> Iterator[Node]:
        """This element and every one within it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.nodes()

    def children(self) -> list[Node]:
        return [kid for kid in self.kids if isinstance(kid, Node)]

    def contents(self) -> Iterator[Marked]:
        """Every marked content within, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.contents()
            elif isinstance(kid, Marked):
                yield kid

    def inside(self, *tags: str) -> bool:
        """Whether an element of one of these types stands around it."""
        around = self.parent
        while around is not None:
            if around.tag in tags:
                return True
            around = around.parent
        return False


class TreeReader:
    """Reads the tree of one file."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pages: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages)}
        self._root = pdf.Root.get("/StructTreeRoot")
        roles: Any = self._root.get("/RoleMap", {}) if self._root is not None else {}
        self._roles = {name.lstrip("/"): str(role).lstrip("/") for name, role in roles.items()}
        self._tags: dict[str, str] = {}

    def read(self) -> Node:
        """The tree below one root without a type; empty when the file is not tagged."""
        root = Node("", None)
        if self._root is not None and "/K" in self._root:
            self._kids(root, self._root["/K"], None, 0)
        return root

    def _node(self, element: Any, parent: Node, page: int | None, depth: int) -> None:
        made = Node(self._tag(str(element.get("/S", ""))), parent)
        names = element.keys()
        here = element["/Pg"] if "/Pg" in names else None
        if here is not None:
            page = self._pages.get(here.objgen, page)
        made.alt = str(element["/Alt"]) if "/Alt" in names else None
        made.lang = str(element["/Lang"]) if "/Lang" in names else None
        if "/A" in names:
            _attributes(made, element["/A"])
        parent.kids.append(made)
        if "/K" in names and depth < _DEEPEST:
            self._kids(made, element["/K"], page, depth + 1)
        if made.page is None:
            made.page = page if here is not None else None
        if parent.page is None:
            parent.page = made.page

    def _kids(self, node: Node, kids: Any, page: int | None, depth: int) -> None:
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                self._content(node, page, kid)
            elif isinstance(kid, pikepdf.Dictionary):
                if "/S" in kid:
                    self._node(kid, node, page, depth)
                    continue
                here = kid.get("/Pg")
                there = page if here is None else self._pages.get(here.objgen, page)
                if "/MCID" in kid:
                    self._content(node, there, int(kid["/MCID"]))
                elif "/Obj" in kid:
                    node.kids.append(Annotated(kid["/Obj"].objgen))
                    node.page = there if node.page is None else node.page

    def _content(self, node: Node, page: int | None, number: int) -> None:
        if page is not None:
            node.kids.append(Marked(page, number))
            node.page = page if node.page is None else node.page

    def _tag(self, name: str) -> str:
        if name not in self._tags:
            tag = name.lstrip("/")
            for _ in range(_STEPS):
                tag = self._roles.get(tag, tag)
            self._tags[name] = tag
        return self._tags[name]


def _attributes(node: Node, attributes: Any) -> None:
    for entry in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if isinstance(entry, pikepdf.Dictionary):
            node.boxed |= "/BBox" in entry
            node.scope = str(entry["/Scope"]).lstrip("/") if "/Scope" in entry else node.scope
            node.columns = int(entry.get("/ColSpan", node.columns))
            node.rows = int(entry.get("/RowSpan", node.rows))


def say_where(root: Node, said: Mapping[Marked, str]) -> None:
    """Tell every element which heading it stands under (`Node.under`), and on which page when it holds no content."""
    last, page = "", root.page
    for node in root.nodes():
        page = node.page = page if node.page is None else node.page
        node.under = last
        if node.level is not None:
            last = text_of(node, said)


def text_of(node: Node, said: Mapping[Marked, str]) -> str:
    """What an element says."""
    return " ".join("".join(said.get(content, "") for content in node.contents()).split())
