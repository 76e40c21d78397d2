"""`pytest --only-larger`, with TEST_BUDGET=thorough: what `make test` did in the same form is not done again."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.support.budget import where_there_is_time


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-larger", action="store_true", help="leave out what no budget makes larger")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("only_larger"):
        return
    kept = [item for item in items if is_larger(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def is_larger(item: pytest.Item) -> bool:
    """Whether a test tries more with a larger budget, or is done with one alone.

    A file that asks for the budget itself may do so in any of its tests: all of it stays.
    """
    module = getattr(item, "module", None)
    asks = isinstance(module, ModuleType) and asks_for_the_budget(module)
    return asks or where_there_is_time.mark in item.iter_markers(where_there_is_time.name)


def asks_for_the_budget(module: ModuleType) -> bool:
    return not {"budget", "THOROUGH"}.isdisjoint(vars(module))
