"""One paragraph out of two, word by word; or a whole one that came or went."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from bna_pipeline.documents.alignment import changed_spans
from bna_pipeline.documents.redline_inline import Signature, Token, text_node, tokens_of
from bna_pipeline.documents.redline_marks import Author
from bna_pipeline.documents.redline_parts import Element, emptied, w

_SAME, _OLD, _NEW = "", "del", "ins"
_LOOSE = 3  # tokens that stayed between two changes, without a word among them, go along with the changes


@dataclass(frozen=True)
class _Piece:
    """A token as it was or as it is; `was` is the old one of a token that stayed."""

    kind: str
    token: Token
    was: Token | None = None


@dataclass(frozen=True)
class ParagraphMerger:
    """Makes tracked paragraphs.

    Attributes:
        author: in whose name the changes stand.
        signature_old, signature_new: signatures of the elements of either file.
        brought: makes an element of the old file fit for the new one (pictures, links, bookmarks); None leaves it out.
    """

    author: Author
    signature_old: Signature
    signature_new: Signature
    brought: Callable[[Element], Element | None]

    def merged(self, old: Element, new: Element) -> Element:
        """The new paragraph, with what differs from the old one tracked."""
        made = etree.Element(w("p"))
        properties = new.find(w("pPr"))
        if properties is not None:
            made.append(deepcopy(properties))
        before = tokens_of(old, self.signature_old)
        after = tokens_of(new, self.signature_new)
        made.extend(self._written(list(_pieces(before, after))))
        self._remember_properties(made, old, new)
        return made

    def added(self, new: Element) -> Element:
        """A paragraph whose every word is new; its mark is marked by whoever knows what follows."""
        made = etree.Element(w("p"))
        properties = new.find(w("pPr"))
        if properties is not None:
            made.append(deepcopy(properties))
        made.extend(self._written([_Piece(_NEW, t) for t in tokens_of(new, self.signature_new)]))
        return made

    def gone(self, old: Element) -> Element:
        """A paragraph whose every word is gone; its section, if it closed one, is not taken along."""
        made = etree.Element(w("p"))
        properties = old.find(w("pPr"))
        brought = None if properties is None else self.brought(properties)
        if brought is not None:
            made.append(brought)
            section = brought.find(w("sectPr"))
            if section is not None:
                brought.remove(section)
        made.extend(self._written([_Piece(_OLD, t) for t in tokens_of(old, self.signature_old)]))
        return made

    def _remember_properties(self, made: Element, old: Element, new: Element) -> None:
        was, now = old.find(w("pPr")), new.find(w("pPr"))
        if _plain(was, self.signature_old) != _plain(now, self.signature_new):
            self.author.reformat_paragraph(made, None if was is None else self.brought(was))

    def _written(self, pieces: Sequence[_Piece]) -> Iterator[Element]:
        for (_, kind), group in groupby(pieces, key=lambda p: (_around_key(p), p.kind)):
            run = list(group)
            around = run[0].token.around
            inner = list(self._runs(kind, run))
            if around is None or not inner:
                yield from inner
                continue
            shell: Element | None = emptied(around)
            if kind == _OLD:
                shell = self.brought(shell) if shell is not None else None
            if shell is None:
                yield from inner
                continue
            shell.extend(inner)
            yield shell

    def _runs(self, kind: str, pieces: Sequence[_Piece]) -> Iterator[Element]:
        waiting: list[Element] = []

        def tracked() -> Iterator[Element]:
            if waiting:
                yield self.author.runs(kind, list(waiting))
                waiting.clear()

        for _, group in groupby(pieces, key=_format_key):
            same = list(group)
            if same[0].token.mark:
                yield from tracked()
                yield from self._mark(kind, same[0].token)
            else:
                made = list(self._run(kind, same))
                if kind == _SAME:
                    yield from made
                else:
                    waiting.extend(made)
        yield from tracked()

    def _mark(self, kind: str, token: Token) -> Iterator[Element]:
        node = self.brought(token.nodes[0]) if kind == _OLD else deepcopy(token.nodes[0])
        if node is not None:
            yield node

    def _run(self, kind: str, pieces: Sequence[_Piece]) -> Iterator[Element]:
        first = pieces[0].token
        if first.whole:
            yield from self._nodes(kind, first.nodes)
            return
        run = etree.Element(w("r"))
        form = self._format(kind, pieces[0])
        if form is not None:
            run.append(form)
        for worded, group in groupby(pieces, key=lambda p: bool(p.token.text)):
            if worded:
                run.append(text_node("".join(p.token.text for p in group), "t"))
            else:
                run.extend(n for p in group for n in self._nodes(kind, p.token.nodes))
        yield run

    def _nodes(self, kind: str, nodes: Sequence[Element]) -> Iterator[Element]:
        for node in nodes:
            made = self.brought(node) if kind == _OLD else deepcopy(node)
            if made is not None:
                yield made

    def _format(self, kind: str, piece: _Piece) -> Element | None:
        token, was = piece.token, piece.was
        if was is not None and was.look_key != token.look_key:
            return self.author.reformat_run(token.format, None if was.format is None else self.brought(was.format))
        if token.format is None:
            return None
        return self.brought(token.format) if kind == _OLD else deepcopy(token.format)


def _plain(properties: Element | None, signature: Signature) -> tuple[bytes, ...]:
    if properties is None:
        return ()
    return tuple(signature(n) for n in properties if n.tag not in (w("rPr"), w("sectPr"), w("pPrChange")))


def _around_key(piece: _Piece) -> object:
    """Runs of one link go into one link, the old ones and the new ones apart where it is another link."""
    around = piece.token.around
    return None if around is None else (id(around),)


def _format_key(piece: _Piece) -> object:
    token = piece.token
    if token.mark or token.whole:
        return id(token)
    return token.format_key, None if piece.was is None else piece.was.format_key


def _pieces(before: Sequence[Token], after: Sequence[Token]) -> Iterator[_Piece]:
    spans = _joined(changed_spans([t.key for t in before], [t.key for t in after]), after)
    for kind, a, b, c, d in spans:
        if kind == "equal":
            yield from (_Piece(_SAME, new, old) for old, new in zip(before[a:b], after[c:d], strict=True))
        else:
            yield from (_Piece(_OLD, t) for t in before[a:b])
            yield from (_Piece(_NEW, t) for t in after[c:d])


def _joined(
    spans: Sequence[tuple[str, int, int, int, int]], after: Sequence[Token]
) -> list[tuple[str, int, int, int, int]]:
    """The spans, with a few spaces and points between two changes made part of one change: that reads better."""
    made: list[tuple[str, int, int, int, int]] = []
    for number, (kind, a, b, c, d) in enumerate(spans):
        between = 0 < number < len(spans) - 1
        loose = kind == "equal" and between and d - c <= _LOOSE and _wordless(after[c:d])
        if made and made[-1][0] != "equal" and (loose or kind != "equal"):
            _, a_before, _, c_before, _ = made[-1]
            made[-1] = ("replace", a_before, b, c_before, d)
        else:
            made.append((kind, a, b, c, d))
    return made


def _wordless(tokens: Sequence[Token]) -> bool:
    return all(t.text and not t.text.strip(".,;:()'\" \t\n\u00a0").strip() for t in tokens)
