"""Examples that tell the same story: sent by two partners, or by one for two actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from bna_pipeline.contributions.likeness import words_of
from bna_pipeline.model.contribution import Contribution, Example
from bna_pipeline.model.observations import Double, ExampleAt

_SHINGLE = 4
"""How many words in a row make a piece that is looked for elsewhere."""
_SHARED = 0.5
"""From here on, as a part of the shorter one's pieces, two texts are one story."""
_COMMON = 24
"""A piece in more different texts than this is a turn of phrase; it also keeps the work from growing squared."""
_TITLE_WORDS = 3
"""A shorter title says too little to know a story by."""

_Words = tuple[str, ...]


def doubles(contributions: Mapping[str, Contribution]) -> tuple[Double, ...]:
    """Examples with the same text, the same title, or half of their pieces of four words in common.

    Texts that are the same word for word are looked at once, so that many copies of one cost no more than one.

    Args:
        contributions: by partner id.
    """
    told: dict[_Words, list[ExampleAt]] = defaultdict(list)
    titles: dict[_Words, set[_Words]] = defaultdict(set)
    for partner, contribution in sorted(contributions.items()):
        for report in contribution.reports:
            if report.example is not None:
                text = _text(report.example)
                told[text].append(ExampleAt(partner=partner, action=report.action, title=report.example.title))
                titles[words_of(report.example.title)].add(text)
    alike = (*_of_one_title(titles), *_of_shared_pieces(tuple(sorted(told))))
    groups = _joined(sorted(told), alike)
    found = (_double([told[text] for text in group]) for group in groups)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: _key(one.examples[0])))


def _text(example: Example) -> _Words:
    return tuple(word for paragraph in example.text for word in words_of(paragraph))


def _of_one_title(titles: Mapping[_Words, set[_Words]]) -> Iterator[tuple[_Words, _Words]]:
    for title, texts in titles.items():
        if len(title) >= _TITLE_WORDS:
            first, *others = sorted(texts)
            yield from ((first, other) for other in others)


def _of_shared_pieces(texts: Sequence[_Words]) -> Iterator[tuple[_Words, _Words]]:
    pieces = [{text[at : at + _SHINGLE] for at in range(max(1, len(text) - _SHINGLE + 1))} for text in texts]
    holders: dict[_Words, list[int]] = defaultdict(list)
    for place, own in enumerate(pieces):
        for piece in own:
            holders[piece].append(place)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for places in holders.values():
        if 1 < len(places) <= _COMMON:
            for pair in combinations(places, 2):
                shared[pair] += 1
    for (one, other), count in shared.items():
        if count >= _SHARED * min(len(pieces[one]), len(pieces[other])):
            yield texts[one], texts[other]


def _joined(texts: Iterable[_Words], alike: Iterable[tuple[_Words, _Words]]) -> Iterator[list[_Words]]:
    """Texts in groups: those that are alike, directly or by way of others."""
    near: dict[_Words, list[_Words]] = defaultdict(list)
    for one, other in alike:
        near[one].append(other)
        near[other].append(one)
    seen: set[_Words] = set()
    for text in texts:
        group, todo = [], [text]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                group.append(here)
                todo += near[here]
        if group:
            yield group


def _double(groups: Sequence[Sequence[ExampleAt]]) -> Double | None:
    examples = tuple(sorted((one for group in groups for one in group), key=_key))
    return Double(exact=len(groups) == 1, examples=examples) if len(examples) > 1 else None


def _key(example: ExampleAt) -> tuple[str, str]:
    return example.action, example.partner
