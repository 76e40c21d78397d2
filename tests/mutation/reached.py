"""Which tests reach which function, also where a fixture or a cache did the work once for many of them.

mutmut counts a call for the test during which it happens. What a session's fixture or a cached helper computes would so
count for the first test alone, and a mutant in it would live on though every other test looks at what it made.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from mutmut.state import state


def _reached() -> set[str]:
    """What was called since the last test ended; mutmut keeps and empties this set."""
    called: set[str] = state()._stats
    return called


class Remembering:
    """A pytest plugin for the run that collects which test reaches what."""

    def __init__(self) -> None:
        self._by_fixture: dict[str, set[str]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[Any]:
        before = set(_reached())
        _reached().clear()
        result = yield
        if fixturedef.scope != "function":
            self._by_fixture.setdefault(fixturedef.argname, set()).update(_reached())
        _reached().update(before)
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: Any) -> None:
        for name in item.fixturenames:
            _reached().update(self._by_fixture.get(name, ()))


def remembering_cache(function: Callable[..., Any]) -> Callable[..., Any]:
    """`functools.cache` for that run: who gets a kept result has reached what was called to make it."""
    kept = functools.lru_cache(maxsize=None)(function)
    by_arguments: dict[Any, set[str]] = {}

    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        before = set(_reached())
        _reached().clear()
        result = kept(*arguments, **named)
        made = by_arguments.setdefault((arguments, frozenset(named.items())), set())
        made.update(_reached())
        _reached().update(before | made)
        return result

    call.cache_clear = kept.cache_clear  # type: ignore[attr-defined]
    call.cache_info = kept.cache_info  # type: ignore[attr-defined]
    return call
