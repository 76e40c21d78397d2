"""What pages ask for many times over is made once, also when everybody asks in the same instant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest

from bna_pipeline.pipeline.kept import Kept


def test_of_many_who_ask_at_once_one_makes_it() -> None:
    kept, made, start = Kept[int](4), list[int](), Barrier(8)

    def make() -> int:
        sleep(0.02)
        made.append(1)
        return 7

    def ask(_: int) -> int:
        start.wait()
        return kept.get("a", make)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [7] * 8
    assert made == [1]


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept, made = Kept[str](2), list[str]()

    def ask(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key

        return kept.get(key, make)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert ask(key) == key
    assert made == ["a", "b", "c", "b"]


def test_what_failed_is_made_by_who_asks_next() -> None:
    kept = Kept[int](2)

    def broken() -> int:
        raise ValueError("nu niet")

    with pytest.raises(ValueError, match="nu niet"):
        kept.get("a", broken)
    assert kept.get("a", lambda: 1) == 1
