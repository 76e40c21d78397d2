"""What our own comments of an earlier time left in a Word form, and the form without it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

from bna_pipeline.contributions.office_parts import OfficeParts
from bna_pipeline.contributions.wordxml import CHECKER, W14, w
from bna_pipeline.contributions.xml_splice import without

_MORE = ("/commentsextended", "/commentsids", "/commentsextensible")
"""Last steps of the types of parts in which Word keeps more about each comment, in the order in which they refer."""


def without_ours(parts: OfficeParts, main: str, document: etree._Element) -> dict[str, bytes]:
    """The parts that change when our own comments are taken out; none when there are none.

    Args:
        main: the name of the part with the text; `document` is its root.

    Raises:
        IntakeError: one of them is damaged.
    """
    relations = tuple((kind, name) for kind, name, _ in parts.relations(main) if name in parts)
    name = next((name for kind, name in relations if kind.endswith("/comments")), None)
    if name is None:
        return {}
    root = parts.xml(name)
    ours = {comment for comment in root.iter(w("comment")) if comment.get(w("author")) == CHECKER}
    if not ours:
        return {}
    ids = {comment.get(w("id")) for comment in ours}
    changed = {
        name: without(parts.read(name), root, ours),
        main: without(parts.read(main), document, set(_marks_of(document, ids))),
    }
    keys = {str(p.get(f"{{{W14}}}paraId")) for comment in ours for p in comment.iter(w("p"))}
    for ending in _MORE:
        for kind, more in relations:
            if kind.lower().endswith(ending):
                entries = parts.xml(more)
                gone = {entry for entry in entries if keys & _keys_of(entry)}
                keys |= {key for entry in gone for key in _keys_of(entry, "durableId")}
                changed[more] = without(parts.read(more), entries, gone)
    return changed


def _marks_of(document: etree._Element, ids: Collection[str | None]) -> Iterator[etree._Element]:
    for mark in document.iter(w("commentRangeStart"), w("commentRangeEnd"), w("commentReference")):
        if mark.get(w("id")) not in ids:
            continue
        run = mark.getparent()
        alone = run is not None and run.tag == w("r") and all(e is mark or e.tag == w("rPr") for e in run)
        yield run if alone and run is not None and mark.tag == w("commentReference") else mark


def _keys_of(entry: etree._Element, *names: str) -> set[str]:
    """By what an entry is tied to a comment, or to an entry about one."""
    wanted = names or ("paraId", "paraIdParent", "durableId")
    return {str(value) for name, value in entry.attrib.items() if str(name).rpartition("}")[2] in wanted}
