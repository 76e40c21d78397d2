"""When two short texts surely name the same thing, though they are not written in the same way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

# Words that change nothing in what a title names.
_FILLERS = frozenset(
    (
        "de",
        "het",
        "een",
        "der",
        "den",
        "des",
        "van",
        "voor",
        "in",
        "op",
        "aan",
        "bij",
        "te",
        "en",
        "is",
        "wordt",
        "zijn",
    )
)
_WORD = re.compile(r"[^\W_]+")
_ALIKE = 0.84
"""From here two spellings of a word are taken for one; "zeventiende" and "negentiende" stay below it."""
_LONG_ENOUGH = 5
_SLUG_LIMIT = 40


@lru_cache(maxsize=65536)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters without accents, in their order."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return tuple(_WORD.findall(plain))


def same_thing(one: str, other: str) -> bool:
    """Whether two titles name the same thing: the same words, apart from articles, and from how a long one is spelled.

    Numbers, short words and the first letter of a word must be the same: "fase 1" is not "fase 2", and "haalbaar" not
    "onhaalbaar".
    """
    return _same(_telling(one), _telling(other))


def grouped(texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Which of these texts name the same thing: their places, in order, each text in one group."""
    places: dict[tuple[str, ...], list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(_telling(text), []).append(place)
    groups: list[list[tuple[str, ...]]] = []
    for told in places:
        # Whoever is like two groups brings them together: what comes first must not matter.
        like = [group for group in groups if any(_same(kind, told) for kind in group)]
        groups = [group for group in groups if group not in like]
        groups.append([*(kind for group in like for kind in group), told])
    found = (tuple(sorted(place for kind in group for place in places[kind])) for group in groups)
    return tuple(sorted(found))


def slug(texts: Sequence[str]) -> str:
    """A name that can be typed for what these texts name: the words that tell it, of the first text by the alphabet."""
    name = min("-".join(_telling(text)) for text in texts)
    if len(name) > _SLUG_LIMIT:
        name = name[:_SLUG_LIMIT].rpartition("-")[0] or name[:_SLUG_LIMIT]
    return name or "zonder-naam"


@lru_cache(maxsize=65536)
def _telling(text: str) -> tuple[str, ...]:
    found = words_of(text)
    return tuple(word for word in found if word not in _FILLERS) or found


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(one) and len(one) == len(other) and all(map(_alike, one, other))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if one[0] != other[0] or min(len(one), len(other)) < _LONG_ENOUGH or not (one.isalpha() and other.isalpha()):
        return False
    # Sorted: the ratio of this matcher depends on which comes first.
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE
