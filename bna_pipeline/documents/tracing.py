"""Which facts each sentence of a filled-in pattern used: computed beside the text, which it does not change.

A pattern is filled in piece by piece, over facts that say when they are read. What was read for a piece belongs to the
sentence that the piece stands in. Names are read at the place where they stand, and not at the pattern's beginning: the
pattern's tree is changed so that `actions` is read as a field of the facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from jinja2 import nodes
from jinja2.meta import find_undeclared_variables
from jinja2.visitor import NodeTransformer

from bna_pipeline.documents.patterns import Facts, environment
from bna_pipeline.documents.sentences import sentence_spans

_ROOT = "the_facts"
_BLANK_LINE = re.compile(r"\n\s*\n")
_WORD = re.compile(r"\S+")


class Use(NamedTuple):
    """A fact by its path, such as `earlier[0].letter_sent`, and its value as a reader would write it."""

    fact: str
    value: str


@dataclass(frozen=True)
class Traced:
    """A sentence as it came out, with the facts that it used, in the order in which they were read."""

    text: str
    uses: tuple[Use, ...]


def trace(source: str, facts: Facts) -> tuple[tuple[Traced, ...], ...]:
    """The paragraphs that `patterns.fill` gives, each as its sentences.

    Args:
        source: a pattern that can be filled in from these facts.
    """
    reader = _Reader()
    root = reader.wrapped("", dict(facts))
    written, marks = "", []
    pieces = _compiled(source).generate({**root, _ROOT: root})
    for piece in pieces:
        marks += [(len(written), use) for use in reader.taken()]
        written += piece
    marks += [(len(written), use) for use in reader.taken()]
    return tuple(_paragraphs(written, marks))


@dataclass
class _Reader:
    """Notes what is read."""

    read: list[Use] = field(default_factory=list)

    def taken(self) -> list[Use]:
        found, self.read = self.read, []
        return found

    def wrapped(self, path: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return _Fields(self, path, value)
        if isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(v, Mapping) for v in value):
            return [self.wrapped(f"{path}[{n}]", each) for n, each in enumerate(value)]
        return value

    def note(self, path: str, value: Any) -> None:
        self.read.append(Use(path, _shown(value)))


class _Fields(dict[str, Any]):
    """Facts that say when they are read."""

    def __init__(self, reader: _Reader, path: str, fields: Mapping[str, Any]) -> None:
        paths = {name: f"{path}.{name}" if path else name for name in fields}
        super().__init__({name: reader.wrapped(paths[name], value) for name, value in fields.items()})
        self._reader, self._paths = reader, paths

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        self._reader.note(self._paths[name], value)
        return value


class _Rooted(NodeTransformer):
    """Lets free names be read as fields of the facts."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def visit_Name(self, node: nodes.Name, *_: object, **__: object) -> nodes.Node:  # noqa: N802  # jinja2 asks for it
        if node.ctx != "load" or node.name not in self._names:
            return node
        root = nodes.Name(_ROOT, "load", lineno=node.lineno)
        return nodes.Getattr(root, node.name, "load", lineno=node.lineno)


@lru_cache(maxsize=512)
def _compiled(source: str) -> Any:
    made = environment()
    tree = made.parse(source)
    # A name that is also set somewhere (as in a loop) stays itself: its fields are noted all the same.
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    rooted = _Rooted(frozenset(find_undeclared_variables(tree) - own)).visit(tree)
    return made.template_class.from_code(made, made.compile(rooted), {})


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if value is None or value in ("", [], {}):
        return "(leeg)"
    if isinstance(value, Mapping):
        return "aanwezig"
    if isinstance(value, list):
        return "; ".join(map(str, value)) if all(isinstance(v, str) for v in value) else f"{len(value)} in de lijst"
    return str(value)


def _paragraphs(written: str, marks: list[tuple[int, Use]]) -> Iterator[tuple[Traced, ...]]:
    start = 0
    for end, next_start in [*((m.start(), m.end()) for m in _BLANK_LINE.finditer(written)), (len(written), None)]:
        words = [(m.start() + start, m[0]) for m in _WORD.finditer(written[start:end])]
        if words:
            last = next_start is None or not written[next_start:].strip()
            stop = len(written) + 1 if last else next_start
            yield tuple(_sentences(words, [(at, use) for at, use in marks if at < (stop or 0)]))
            marks = [(at, use) for at, use in marks if at >= (stop or 0)]
        start = next_start or end


def _sentences(words: list[tuple[int, str]], marks: list[tuple[int, Use]]) -> Iterator[Traced]:
    text = " ".join(word for _, word in words)
    ends, length = [], 0
    for at, word in words:  # where each word ends: in the folded text, and as it was written
        length += len(word)
        ends.append((length, at + len(word)))
        length += 1
    spans = list(sentence_spans(text))
    begun = 0
    for number, (start, stop) in enumerate(spans):
        until = next(raw for folded, raw in ends if folded >= stop)
        mine = [use for at, use in marks if begun <= at < until or (number == len(spans) - 1 and at >= begun)]
        yield Traced(text[start:stop], _essential(mine))
        begun = until


def _essential(uses: list[Use]) -> tuple[Use, ...]:
    """Each once, and no group of facts of which a field was read as well."""
    once = tuple(dict.fromkeys(uses))
    return tuple(u for u in once if not any(other.fact.startswith((f"{u.fact}.", f"{u.fact}[")) for other in once))
