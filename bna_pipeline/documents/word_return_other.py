"""What a returned file changed elsewhere than in its body: headers, footers, notes, text boxes, and hidden corners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from bna_pipeline.documents.docx_parts import Parts, w
from bna_pipeline.documents.redline_parts import Element
from bna_pipeline.documents.word_return_base import BasePara, base_of
from bna_pipeline.documents.word_return_flow import Flow
from bna_pipeline.documents.word_return_group import Group, groups_of, kind_of
from bna_pipeline.documents.word_return_pieces import Mark, Para, tracked_in
from bna_pipeline.documents.word_return_say import Sayer, named, short, visible
from bna_pipeline.documents.word_return_walk import MATH, Walker
from bna_pipeline.model.proposals import ChangeKind, Place

_NOTES = {"footnotes": ("footnote", "voetnoot"), "endnotes": ("endnote", "eindnoot")}
_NO_NOTE = frozenset({"separator", "continuationSeparator", "continuationNotice"})


@dataclass(eq=False)
class Elsewhere:
    """A story beside the body: its name, and its paragraphs as they were read."""

    name: str
    kind: str
    paras: list[Para]


@dataclass(eq=False)
class Note:
    """A footnote or endnote: its words as they are with everything accepted, its paragraphs, and where it stands."""

    text: str
    paras: list[Para]
    node: Element


def notes_in(parts: Parts, walker: Walker) -> dict[str, Note]:
    """Every footnote and endnote, by what the body refers to it by ("voetnoot 2")."""
    found = {}
    for relation, (tag, word) in _NOTES.items():
        name = parts.related(relation)
        if name is None or name not in parts.bytes:
            continue
        for node in parts.tree(name).iter(w(tag)):
            if node.get(w("type")) in _NO_NOTE:
                continue
            paras = walker.story(word, node)
            text = " ".join("".join(p.text for p in para.pieces if not p.went).strip() for para in paras).strip()
            found[f"{word} {node.get(w('id')) or ''}"] = Note(visible(text), paras, node)
    return found


def stories_in(parts: Parts, walker: Walker) -> list[Elsewhere]:
    """The headers and footers."""
    found = []
    for story in parts.stories:
        kind = story.name.split(" ")[0]
        if not story.in_body and not story.is_note:
            found.append(Elsewhere(story.name, kind, walker.story(story.name, story.root)))
    return found


@dataclass(eq=False)
class Found:
    """A change outside the body: its kind, its place, what else it has in common with others, and its marks."""

    kind: ChangeKind
    place: Place
    said: Mapping[str, object]
    marks: Sequence[Mark]


def tracked_elsewhere(name: str, paras: Sequence[Para]) -> Iterator[Found]:
    """The tracked changes in one story, each as one."""
    flows: list[Flow] = []
    base = base_of(paras)
    for one in base:
        flows += _flows(one)
    say = Sayer((), flows, {})
    groups, _ = groups_of(flows)
    for group in groups:
        place = _place(name, base, flows, group)
        yield Found(kind_of(group), place, say.change(group, None), group.marks)


def _flows(one: BasePara) -> Iterator[Flow]:
    rows = [*((words, end) for words, end, _ in one.before.paras), (one.pieces, None)]
    rows += [(words, end) for words, end, _ in one.after.paras]
    for words, end in rows:
        for piece in (*words, *(() if end is None else (end,))):
            yield Flow(piece.text, piece.came, piece.went, None, -1, piece.thing)
    yield Flow("\n", (), one.end_went, None, -1)


def _place(name: str, base: Sequence[BasePara], flows: Sequence[Flow], group: Group) -> Place:
    ends = sum(f.text == "\n" and not f.came for f in flows[: group.first])
    around = base[min(ends, len(base) - 1)].text if base else ""
    return Place(where=name, around=short(around))


def untracked_elsewhere(own: Sequence[Elsewhere], back: Sequence[Elsewhere], sender: Mark) -> Iterator[Found]:
    """What headers and footers say otherwise than those of the draft, without a mark that says so."""
    kinds = dict.fromkeys([*(e.kind for e in own), *(e.kind for e in back)])
    for kind in kinds:
        before, after = (_texts(side, kind) for side in (own, back))
        for gone in [t for t in before if t not in after]:
            yield _found(kind, sender, gone, "")
        for came in [t for t in after if t not in before]:
            yield _found(kind, sender, "", came)


def _texts(stories: Sequence[Elsewhere], kind: str) -> Counter[str]:
    keys = (one.key for story in stories if story.kind == kind for one in base_of(story.paras))
    return Counter(key for key in keys if key)


def _found(kind: str, sender: Mark, before: str, after: str) -> Found:
    what = ChangeKind.INSERTED if after else ChangeKind.DELETED
    said: dict[str, object] = {
        "author": named(sender.author),
        "tracked": False,
        "before": visible(before),
        "after": visible(after),
    }
    return Found(what, Place(where=kind, around=short(before or after)), said, ())


def left_over(parts: Parts, seen: set[Element]) -> Iterator[tuple[str, Element, str]]:
    """Tracked changes that nothing was said of so far: the part, the change, and its words."""
    folder = parts.main.rpartition("/")[0]
    for name in sorted(parts.bytes):
        if not (name.startswith(folder) and name.endswith(".xml")):
            continue
        for node in tracked_in(parts.tree(name)):
            if node in seen or _holds_comment(node):
                continue
            words = "".join(t.text or "" for t in node.iter(w("t"), w("delText"), f"{MATH}t"))
            yield name, node, visible(words)


def _holds_comment(node: Element) -> bool:
    """Whether a change is no more than the place of a comment, which is told as such."""
    if any(True for _ in node.iter(w("t"), w("delText"), w("drawing"))):
        return False
    following = node.getnext()
    behind = following is not None and following.tag == w("commentRangeEnd")
    return behind or next(node.iter(w("commentReference")), None) is not None


def kind_in_dutch(node: Element) -> str:
    """What a change that stands on its own is called."""
    name = etree.QName(node).localname
    if name in ("ins", "moveTo", "cellIns"):
        return "toegevoegd"
    return "weggehaald" if name in ("del", "moveFrom", "cellDel") else "gewijzigd"
