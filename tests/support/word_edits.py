"""A Word file edited as a reviewer would, by writing the XML that Word writes: tracked, in comments, or untracked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = f'xmlns:w="{W}" xmlns:w14="{W14}" xmlns:w15="{W15}"'


def w(name: str) -> str:
    return f"{{{W}}}{name}"


@dataclass(frozen=True)
class By:
    """In whose name, and when; None leaves it out."""

    name: str | None = "A. Jansen"
    date: str | None = "2020-03-02T10:00:00Z"

    def __str__(self) -> str:
        author = "" if self.name is None else f" w:author={quoteattr(self.name)}"
        return f'w:id="900"{author}' + ("" if self.date is None else f" w:date={quoteattr(self.date)}")


ANNE = By()
BERT = By("B. Pieters", "2020-03-03T11:30:00Z")


def kept(text: str) -> str:
    """A run of text."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def added(text: str, by: By = ANNE, *, inner: str = "") -> str:
    """Text that was tracked in; `inner` are runs or changes behind it, within the same change."""
    return f"<w:ins {by}>{kept(text) if text else ''}{inner}</w:ins>"


def gone(text: str, by: By = ANNE) -> str:
    """Text that was tracked out."""
    return f'<w:del {by}><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>'


def mark(kind: str, by: By = ANNE) -> str:
    """The properties of a paragraph whose end was tracked in ("ins") or out ("del")."""
    return f"<w:rPr><w:{kind} {by}/></w:rPr>"


def paragraph(inner: str, *, end: str = "", style: str | None = None) -> str:
    """A paragraph; `end` is what `mark` gives."""
    named = "" if style is None else f'<w:pStyle w:val="{style}"/>'
    return f"<w:p><w:pPr>{named}{end}</w:pPr>{inner}</w:p>"


def parsed(inner: str) -> list[Any]:
    """Elements from their text."""
    return list(etree.fromstring(f"<w:body {_NAMES}>{inner}</w:body>"))


class WordEdit:
    """One Word file that is being edited."""

    def __init__(self, docx: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.body: Any = etree.fromstring(self.parts["word/document.xml"])

    def bytes(self) -> bytes:
        self.parts["word/document.xml"] = etree.tostring(self.body, xml_declaration=True, encoding="UTF-8")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
        return out.getvalue()

    # -- finding ---------------------------------------------------------------------------------------

    def paragraph(self, text: str, number: int = 0) -> Any:
        """The paragraph that begins with a text."""
        found = [p for p in self.body.iter(w("p")) if said(p).startswith(text)]
        assert len(found) > number, f"no paragraph begins with {text!r}"
        return found[number]

    def style(self, paragraph: Any) -> str | None:
        node = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        return None if node is None else node.get(w("val"))

    # -- editing ---------------------------------------------------------------------------------------

    def rewrite(self, text: str, *pieces: str, number: int = 0) -> Any:
        """Put these runs and changes in the place of a paragraph's own."""
        node = self.paragraph(text, number)
        for child in [c for c in node if c.tag not in (w("pPr"), w("bookmarkStart"), w("bookmarkEnd"))]:
            node.remove(child)
        for piece in pieces:
            for made in parsed(piece):
                node.append(made)
        return node

    def end(self, node: Any, kind: str, by: By = ANNE) -> None:
        """Track a paragraph's end in or out."""
        properties = node.find(w("pPr"))
        if properties is None:
            properties = etree.SubElement(node, w("pPr"))
            node.insert(0, properties)
        properties.append(parsed(mark(kind, by))[0])

    def after(self, node: Any, inner: str) -> None:
        """Put elements behind one."""
        for made in reversed(parsed(inner)):
            node.addnext(made)

    def drop_bookmarks(self) -> None:
        for node in [*self.body.iter(w("bookmarkStart")), *self.body.iter(w("bookmarkEnd"))]:
            node.getparent().remove(node)

    def part(self, name: str, data: str, kind: str, relation: str) -> None:
        """Add a part that the body refers to."""
        self.parts[f"word/{name}"] = data.encode()
        types = self.parts["[Content_Types].xml"].decode()
        entry = f'<Override PartName="/word/{name}" ContentType="{kind}"/>'
        self.parts["[Content_Types].xml"] = types.replace("</Types>", f"{entry}</Types>").encode()
        rels = self.parts["word/_rels/document.xml.rels"].decode()
        link = f'<Relationship Id="rIdX{len(self.parts)}" Type="{relation}" Target="{name}"/>'
        self.parts["word/_rels/document.xml.rels"] = rels.replace(
            "</Relationships>", f"{link}</Relationships>"
        ).encode()

    def comments(self, *comments: Comment) -> None:
        """Add these comments; each hangs at a paragraph, around all of it."""
        said_ = "".join(c.xml(n) for n, c in enumerate(comments))
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        self.part(
            "comments.xml", f"<w:comments {_NAMES}>{said_}</w:comments>", f"{kind}.comments+xml", f"{_OFFICE}/comments"
        )
        threads = "".join(c.thread(n, comments) for n, c in enumerate(comments))
        self.part(
            "commentsExtended.xml",
            f"<w15:commentsEx {_NAMES}>{threads}</w15:commentsEx>",
            f"{kind}.commentsExtended+xml",
            "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
        )
        for number, comment in enumerate(comments):
            if comment.at is None:
                continue
            node = self.paragraph(comment.at)
            first = 1 if node.find(w("pPr")) is not None else 0
            node.insert(first, parsed(f'<w:commentRangeStart w:id="{number}"/>')[0])
            for made in parsed(f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'):
                node.append(made)

    def footnote(self, node: Any, text: str, by: By | None = ANNE) -> None:
        """Add a footnote behind a paragraph's words, tracked unless nobody is named."""
        inner = kept(text) if by is None else added(text, by)
        self.part(
            "footnotes.xml",
            f'<w:footnotes {_NAMES}><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
            f'<w:footnote w:id="2"><w:p>{inner}</w:p></w:footnote></w:footnotes>',
            "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
            f"{_OFFICE}/footnotes",
        )
        reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
        node.extend(parsed(reference if by is None else f"<w:ins {by}>{reference}</w:ins>"))


@dataclass(frozen=True)
class Comment:
    """A comment at the paragraph that begins with `at`; `to` is the number of the one that it replies to."""

    at: str | None
    text: str
    by: By = ANNE
    to: int | None = None
    done: bool = False

    def xml(self, number: int) -> str:
        inner = f'<w:p w14:paraId="{number + 1:08X}">{kept(self.text)}</w:p>'
        return f"<w:comment {str(self.by).replace('900', str(number))}>{inner}</w:comment>"

    def thread(self, number: int, _all: tuple[Comment, ...]) -> str:
        parent = "" if self.to is None else f' w15:paraIdParent="{self.to + 1:08X}"'
        return f'<w15:commentEx w15:paraId="{number + 1:08X}"{parent} w15:done="{int(self.done)}"/>'


def said(node: Any) -> str:
    """The words of a paragraph."""
    return "".join(t.text or "" for t in node.iter(w("t")))


def edited(docx: bytes, *acts: Callable[[WordEdit], object]) -> bytes:
    """The file after these acts."""
    edit = WordEdit(docx)
    for act in acts:
        act(edit)
    return edit.bytes()
