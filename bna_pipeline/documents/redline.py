"""What changed between two Word files, as tracked changes in the newer one.

Accepted in full it has the newer file's text, rejected in full the older one's.
"""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import datetime
from itertools import count

from lxml import etree

from bna_pipeline.documents.docx_zip import normalise
from bna_pipeline.documents.redline_blocks import BlockMerger
from bna_pipeline.documents.redline_inline import Signature
from bna_pipeline.documents.redline_marks import CHANGES, Author
from bna_pipeline.documents.redline_paragraph import ParagraphMerger
from bna_pipeline.documents.redline_parts import DOCUMENT, Element, R, WordFile, parse, w, written

_BESIDE_BODY = re.compile(r"word/(header|footer|footnotes|endnotes)\d*\.xml")
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_OF_THE_ORDER = {"docPr": ("id", "name"), "cNvPr": ("id", "name"), "bookmarkStart": ("id",)}  # they say nothing
_BOOKMARKS = frozenset({w("bookmarkStart"), w("bookmarkEnd")})
_WITH_IDS = (b"docPr", b"cNvPr", b"bookmark", R.encode())  # what a signature has to look at more closely


def redline(old: bytes, new: bytes, author: str, at: datetime) -> bytes:
    """The newer of two Word files with everything that differs from the older one as a tracked change, word by word.

    Args:
        old, new: DOCX without tracked changes.
        author: in whose name the changes stand.
        at: their moment; aware.

    Returns:
        A DOCX; same arguments, same bytes. Pictures, links and styles that only the older one has are in it too.
    """
    before, after = WordFile.read(old), WordFile.read(new)
    after.take_styles(before)
    changes = count(1)
    pictures = count(1)
    for part in sorted(name for name in after.parts if name == DOCUMENT or _BESIDE_BODY.fullmatch(name)):
        if part in before.parts and (part == DOCUMENT or before.parts[part] != after.parts[part]):
            root = _Part(before, after, part, Author(author, at)).merged()
            _number(root, changes, pictures)
            after.parts[part] = written(root)
    return normalise(after.write())


class _Part:
    """One part of the newer file (its body, a header) with its namesake in the older one."""

    def __init__(self, before: WordFile, after: WordFile, part: str, author: Author) -> None:
        self._before, self._after, self._part = before, after, part
        self._old, self._new = parse(before.parts[part]), parse(after.parts[part])
        self._names_old, self._names_new = _bookmarks(self._old), _bookmarks(self._new)
        self._present = frozenset(self._names_new.values())
        self._lists = after.lists()
        self._blocks = BlockMerger(
            ParagraphMerger(
                author,
                _signatures(before, part, self._names_old),
                _signatures(after, part, self._names_new),
                self._brought,
            )
        )

    def merged(self) -> Element:
        old, new = _holder(self._old), _holder(self._new)
        blocks = [n for n in new.iterchildren(tag=etree.Element) if n.tag != w("sectPr")]
        last = new.find(w("sectPr"))
        made = self._blocks.merged([n for n in old.iterchildren(tag=etree.Element) if n.tag != w("sectPr")], blocks)
        for node in list(new):
            new.remove(node)
        new.extend(made)
        if last is not None:
            new.append(last)
        return self._new

    def _brought(self, node: Element) -> Element | None:
        """An old element that may stand in the new part: its pictures and links are there, its bookmarks its own."""
        if node.tag in _BOOKMARKS:
            name = self._names_old.get(str(node.get(w("id"))))
            if name is None or name in self._present:
                return None
        made = deepcopy(node)
        for one in made.iter(etree.Element):
            for attribute, value in one.attrib.items():
                if str(attribute).startswith(f"{{{R}}}"):
                    one.set(attribute, self._relation(str(value)))
            if one.tag in _BOOKMARKS:
                one.set(w("id"), f"old {one.get(w('id'))}")
        for numbering in list(made.iter(w("numPr"))):
            number = numbering.find(w("numId"))
            if number is not None and number.get(w("val")) not in (self._lists | {"0"}):
                above = numbering.getparent()
                if above is not None:
                    above.remove(numbering)
        return made

    def _relation(self, relation_id: str) -> str:
        found = self._before.relations(self._part).get(relation_id)
        if found is None:
            return relation_id
        if found.external or found.target not in self._before.parts:
            return self._after.relate(self._part, found)
        name = self._after.take(self._before, found.target)
        return self._after.relate(self._part, type(found)(found.kind, name, external=False))


def _holder(root: Element) -> Element:
    body = root.find(w("body"))
    return root if body is None else body


def _bookmarks(root: Element) -> dict[str, str]:
    """The names of a part's bookmarks, by id."""
    return {str(b.get(w("id"))): str(b.get(w("name"))) for b in root.iter(w("bookmarkStart"))}


def _signatures(file: WordFile, part: str, names: dict[str, str]) -> Signature:
    """Bytes of an element that are equal for what says the same: without ids, with what relations lead to."""

    def value_of(tag: str, attribute: str, value: str) -> str | None:
        if attribute.startswith(f"{{{R}}}"):
            return file.content_of(part, value)
        local, own = etree.QName(tag).localname, etree.QName(attribute).localname
        if own == "id" and local == "bookmarkEnd":
            return names.get(value, "")
        return None if own in _OF_THE_ORDER.get(str(local), ()) else value

    def plain(node: Element) -> Element:
        made = deepcopy(node)
        for one in made.iter(etree.Element):
            for attribute, value in list(one.attrib.items()):
                said = value_of(str(one.tag), str(attribute), str(value))
                if said is None:
                    del one.attrib[attribute]
                elif said != value:
                    one.set(attribute, said)
        return made

    def signature(node: Element) -> bytes:
        said = _canonical(node)
        return _canonical(plain(node)) if any(name in said for name in _WITH_IDS) else said

    return signature


def _canonical(node: Element) -> bytes:
    return etree.tostring(node, method="c14n", exclusive=True, with_tail=False)


def _number(root: Element, changes: count[int], pictures: count[int]) -> None:
    """Ids in reading order: no two changes or bookmarks and no two pictures have the same."""
    bookmarks: dict[str, str] = {}
    for node in root.iter(*CHANGES, *_BOOKMARKS, _PICTURE):
        if node.tag == _PICTURE:
            node.set("id", str(next(pictures)))
        elif node.tag == w("bookmarkEnd"):
            node.set(w("id"), bookmarks[str(node.get(w("id")))])
        else:
            number = str(next(changes))
            if node.tag == w("bookmarkStart"):
                bookmarks[str(node.get(w("id")))] = number
            node.set(w("id"), number)
