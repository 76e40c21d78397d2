"""Comments in a returned file: who says what of which words, with the replies (ISO/IEC 29500-1, 17.13.4; MS-DOCX)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    nodes = list(parts.tree(name).iter(w("comment")))  # by their place: two may have one number
    marks = [_marks(node) for node in nodes]
    by_mark = {mark: place for place, mine in enumerate(marks) for mark in mine}
    found: dict[int, Comment] = {}
    for place, node in enumerate(nodes):
        number = node.get(w("id")) or ""
        quoted = reading.quoted.get(number) or "".join(reading.open.get(number, ()))
        resolved = bool(done & set(marks[place]))
        found[place] = Comment(_said(node), reading.hangs.get(number), visible(quoted.strip("\n")), resolved)
    for place in range(len(nodes)):
        root = _root(place, parents, by_mark, marks)
        if root != place and root in found:
            found[root].replies.append(found.pop(place).said)
    order = {id(para): n for n, para in enumerate(reading.paras)}
    return sorted(found.values(), key=lambda c: len(order) if c.para is None else order.get(id(c.para), len(order)))


def _marks(node: Element) -> list[str]:
    """What the paragraphs of a comment are called by where its thread is told."""
    return [mark for p in node.iter(w("p")) if (mark := p.get(f"{_W14}paraId"))]


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


def _root(place: int, parents: dict[str, str], by_mark: dict[str, int], marks: Sequence[Sequence[str]]) -> int:
    """The comment that a comment is at last a reply to; itself when it is none."""
    here, seen = place, {place}
    while True:
        above = next((by_mark[parents[m]] for m in marks[here] if parents.get(m) in by_mark), None)
        if above is None or above in seen:
            return here
        seen.add(above)
        here = above
