"""A PDF read once for all rules: pages with what stands on them, structure tree, bookmarks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

import pikepdf

from bna_pipeline.documents.lint_pdf_fonts import Font
from bna_pipeline.documents.lint_pdf_marks import PageMarks, Run
from bna_pipeline.documents.lint_pdf_page import PageReader
from bna_pipeline.documents.lint_pdf_tree import Marked, Node, TreeReader, say_where, text_of
from bna_pipeline.documents.lint_rules import place_in

_MOST_BOOKMARKS = 20_000


class Bookmark(NamedTuple):
    """One entry of the outline, in reading order."""

    depth: int
    title: str
    page: int | None


@dataclass
class PdfFile:
    """One PDF of a draft, read.

    Attributes:
        name: as in the package.
        said: the text of every marked content of every page.
        languages: of those that say their own.
    """

    name: str
    pdf: pikepdf.Pdf
    pages: list[PageMarks]
    fonts: tuple[Font, ...]
    root: Node
    said: dict[Marked, str] = field(repr=False)
    languages: dict[Marked, str] = field(repr=False)

    @cached_property
    def nodes(self) -> list[Node]:
        """Every structure element in reading order."""
        return list(self.root.nodes())

    @cached_property
    def owners(self) -> dict[Marked, Node]:
        """Which element holds a marked content."""
        return {kid: node for node in self.nodes for kid in node.kids if isinstance(kid, Marked)}

    @cached_property
    def headings(self) -> list[Node]:
        return [node for node in self.nodes if node.level is not None]

    def text(self, node: Node) -> str:
        """What an element says."""
        return text_of(node, self.said)

    def spoken(self, node: Node) -> Iterator[tuple[str, str]]:
        """What an element itself holds, cut where its language changes: each text with its language.

        That of the text, else of the nearest element, else of the document (ISO 32000-1, 14.9.2); "" when none says it.
        """
        around: Node | None = node
        while around is not None and around.lang is None:
            around = around.parent
        own = str(self.pdf.Root.get("/Lang", "")) if around is None or around.lang is None else around.lang
        held = (kid for kid in node.kids if isinstance(kid, Marked))
        for language, kids in groupby(held, key=lambda kid: self.languages.get(kid, own)):
            yield "".join(self.said.get(kid, "") for kid in kids), language

    def place(self, node: Node) -> str:
        """Where an element stands, for a reader."""
        return place_in(self.name, None if node.page is None else node.page + 1, node.under)

    def place_of(self, page: PageMarks, run: Run | None = None) -> str:
        """Where on a page a text stands, for a reader."""
        owner = None if run is None or run.mark is None else self.owners.get(Marked(page.number - 1, run.mark))
        return place_in(self.name, page.number, owner.under if owner else "")

    def annotations(self) -> Iterator[tuple[int, Any]]:
        """Every annotation with its page, counted from one."""
        for number, page in enumerate(self.pdf.pages, start=1):
            for annotation in page.obj.get("/Annots", ()):
                if isinstance(annotation, pikepdf.Dictionary):
                    yield number, annotation

    @cached_property
    def bookmarks(self) -> list[Bookmark]:
        outlines = self.pdf.Root.get("/Outlines")
        return list(self._bookmarks(outlines.get("/First"), 0)) if outlines is not None else []

    def _bookmarks(self, entry: Any, depth: int) -> Iterator[Bookmark]:
        pages: dict[Any, int] = {page.objgen: number for number, page in enumerate(self.pdf.pages, start=1)}
        waiting, seen = [(entry, depth)], 0
        while waiting and seen < _MOST_BOOKMARKS:
            here, level = waiting.pop()
            if here is None:
                continue
            seen += 1
            yield Bookmark(level, str(here.get("/Title", "")), pages.get(_target_page(here)))
            waiting += [(here.get("/Next"), level), (here.get("/First"), level + 1)]

    def destination(self, target: Any) -> bool:
        """Whether an internal target exists: an explicit destination on a page of this file, or a known name."""
        if isinstance(target, pikepdf.Array) and len(target):
            return any(page.objgen == getattr(target[0], "objgen", None) for page in self.pdf.pages)
        return str(target).lstrip("/") in self._named

    @cached_property
    def _named(self) -> frozenset[str]:
        names = self.pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
        listed = set(pikepdf.NameTree(names)) if names is not None else set()
        old: Any = self.pdf.Root.get("/Dests", {})
        return frozenset(listed | {key.lstrip("/") for key in old})


def read_pdf(name: str, data: bytes) -> PdfFile:
    """Read a PDF for the lint.

    Raises:
        pikepdf.PdfError: it is no PDF, or cannot be opened without a password.
    """
    pdf = pikepdf.open(io.BytesIO(data))
    reader = PageReader()
    pages = [reader.read(page, number) for number, page in enumerate(pdf.pages, start=1)]
    said = {Marked(page.number - 1, mark): text for page in pages for mark, text in page.texts.items()}
    root = TreeReader(pdf).read()
    say_where(root, said)
    languages = {Marked(page.number - 1, mark): tag for page in pages for mark, tag in page.languages.items()}
    return PdfFile(name, pdf, pages, tuple(reader.fonts.values()), root, said, languages)


def _target_page(entry: Any) -> tuple[int, int] | None:
    action = entry.get("/A")
    target = entry.get("/Dest", action.get("/D") if action is not None else None)
    if isinstance(target, pikepdf.Array) and len(target) and isinstance(target[0], pikepdf.Dictionary):
        return target[0].objgen
    return None
