"""Comments in a returned file: who says what of which words, with the replies (ISO/IEC 29500-1, 17.13.4; MS-DOCX)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bna_pipeline.documents.docx_parts import Parts, w
from bna_pipeline.documents.redline_parts import Element
from bna_pipeline.documents.word_return_pieces import Para, Reading
from bna_pipeline.documents.word_return_say import named, visible
from bna_pipeline.model.proposals import Said

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"


@dataclass
class Comment:
    """A comment with its replies.

    Attributes:
        para: where it begins; None: it hangs nowhere.
        quoted: the words that it hangs at.
    """

    said: Said
    para: Para | None
    quoted: str
    resolved: bool
    replies: list[Said] = field(default_factory=list)


def comments_of(parts: Parts, reading: Reading) -> list[Comment]:
    """Every comment, in the order of the text; a reply stands with what it replies to."""
    name = parts.related("comments")
    if name is None or name not in parts.bytes:
        return []
    parents, done = _threads(parts)
    found: dict[str, Comment] = {}
    by_mark: dict[str, str] = {}
    nodes = list(parts.tree(name).iter(w("comment")))
    by_number = {node.get(w("id")) or "": node for node in nodes}
    for node in nodes:
        number = node.get(w("id")) or ""
        marks = [p.get(f"{_W14}paraId") or "" for p in node.iter(w("p"))]
        by_mark |= dict.fromkeys(marks, number)
        quoted = reading.quoted.get(number) or "".join(reading.open.get(number, ()))
        found[number] = Comment(_said(node), reading.hangs.get(number), visible(quoted), bool(done & set(marks)))
    for node in nodes:
        number = node.get(w("id")) or ""
        root = _root(number, parents, by_mark, by_number)
        if root != number and root in found and number in found:
            found[root].replies.append(found[number].said)
            found.pop(number)
    order = {id(para): n for n, para in enumerate(reading.paras)}
    return sorted(found.values(), key=lambda c: len(order) if c.para is None else order.get(id(c.para), len(order)))


def _said(node: Element) -> Said:
    lines = ("".join(_texts(p)) for p in node.iter(w("p")))
    words = "\n".join(line for line in lines if line.strip())
    return Said(author=named(node.get(w("author"))), date=named(node.get(w("date"))), words=visible(words))


def _texts(paragraph: Element) -> Iterator[str]:
    for node in paragraph.iter(w("t"), w("tab"), w("br")):
        yield (node.text or "") if node.tag == w("t") else " "


def _threads(parts: Parts) -> tuple[dict[str, str], set[str]]:
    """Which paragraph replies to which, and which are marked as done."""
    name = parts.related("commentsextended")
    parents: dict[str, str] = {}
    done: set[str] = set()
    if name is None or name not in parts.bytes:
        return parents, done
    for entry in parts.tree(name).iter(f"{_W15}commentEx"):
        mark = entry.get(f"{_W15}paraId") or ""
        if parent := entry.get(f"{_W15}paraIdParent"):
            parents[mark] = parent
        if (entry.get(f"{_W15}done") or "").lower() in ("1", "true", "on"):
            done.add(mark)
    return parents, done


def _root(number: str, parents: dict[str, str], by_mark: dict[str, str], nodes: dict[str, Element]) -> str:
    """The comment that a comment is at last a reply to; itself when it is none."""
    here, seen = number, {number}
    while True:
        marks = [p.get(f"{_W14}paraId") or "" for p in nodes[here].iter(w("p"))]
        above = next((by_mark[parents[m]] for m in marks if parents.get(m) in by_mark), None)
        if above is None or above in seen:
            return here
        seen.add(above)
        here = above
