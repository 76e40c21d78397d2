"""Tracked changes of a Word file accepted or rejected in full, by a reading of the standard that is not the product's.

ISO/IEC 29500-1, 17.13.5: a run, a row or a paragraph's end that was added or that went; properties as they were.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any, Literal

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Answer = Literal["accept", "reject"]
PROPERTY_CHANGES = ("rPrChange", "pPrChange", "trPrChange", "tcPrChange", "tblPrChange", "sectPrChange")


def settled(docx: bytes, answer: Answer, part: str = "word/document.xml") -> Any:
    """The root of a part with every tracked change accepted or rejected."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        root: Any = etree.fromstring(archive.read(part))
    goes, stays = ("del", "ins") if answer == "accept" else ("ins", "del")
    for row in [r for r in root.iter(f"{_W}tr") if r.find(f"{_W}trPr/{_W}{goes}") is not None]:
        row.getparent().remove(row)
    for table in [t for t in root.iter(f"{_W}tbl") if t.find(f"{_W}tr") is None]:
        table.getparent().remove(table)
    ends = [p for p in root.iter(f"{_W}p") if p.find(f"{_W}pPr/{_W}rPr/{_W}{goes}") is not None]
    for change in [c for c in root.iter(f"{_W}{goes}") if c.getparent().tag not in (f"{_W}rPr", f"{_W}trPr")]:
        change.getparent().remove(change)
    for change in list(root.iter(f"{_W}{stays}")):
        _replace(change, list(change))
    for link in [k for k in root.iter(f"{_W}hyperlink") if len(k) == 0]:
        link.getparent().remove(link)
    for paragraph in reversed(ends):
        _join_next(paragraph)
    _properties(root, answer)
    for node in root.iter(f"{_W}delText", f"{_W}delInstrText"):
        node.tag = f"{_W}t" if node.tag.endswith("delText") else f"{_W}instrText"
    return root


def _replace(node: Any, children: list[Any]) -> None:
    parent = node.getparent()
    at = parent.index(node)
    parent.remove(node)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)


def _join_next(paragraph: Any) -> None:
    """A paragraph without its end: what is left of it begins the next one."""
    left = [n for n in paragraph if n.tag != f"{_W}pPr"]
    following = paragraph.getnext()
    while following is not None and following.tag in (f"{_W}bookmarkStart", f"{_W}bookmarkEnd"):
        following = following.getnext()
    if following is None or following.tag != f"{_W}p":
        if not left:
            paragraph.getparent().remove(paragraph)
        return
    start = 1 if following.find(f"{_W}pPr") is not None else 0
    for offset, node in enumerate(left):
        following.insert(start + offset, node)
    paragraph.getparent().remove(paragraph)


def _properties(root: Any, answer: Answer) -> None:
    for change in [c for name in PROPERTY_CHANGES for c in root.iter(f"{_W}{name}")]:
        holder = change.getparent()
        holder.remove(change)
        if answer == "reject":
            kept = [n for n in holder if n.tag in (f"{_W}rPr", f"{_W}sectPr")] if holder.tag == f"{_W}pPr" else []
            for node in list(holder):
                holder.remove(node)
            holder.extend([*(change[0] if len(change) else ()), *kept])


def paragraphs(root: Any) -> list[str]:
    """The text of every paragraph in reading order, those in tables included; tabs and breaks as white space."""
    return [_said(p) for p in root.iter(f"{_W}p")]


def _said(paragraph: Any) -> str:
    words = {f"{_W}tab": "\t", f"{_W}br": "\n"}
    return "".join(words.get(n.tag, n.text or "") for n in paragraph.iter(f"{_W}t", *words))


def plain(docx: bytes, part: str = "word/document.xml") -> list[str]:
    """The paragraphs of a file without tracked changes."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return paragraphs(etree.fromstring(archive.read(part)))
