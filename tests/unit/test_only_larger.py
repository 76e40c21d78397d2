"""What `pytest --only-larger` keeps."""

from __future__ import annotations

import sys

import pytest

from tests.support.budget import where_there_is_time
from tests.support.larger import asks_for_the_budget, is_larger
from tests.unit.review import test_properties


@where_there_is_time
def test_what_is_done_only_where_there_is_time_is_done_there(request: pytest.FixtureRequest) -> None:
    assert is_larger(request.node)


def test_what_was_done_in_the_same_form_is_left_out(request: pytest.FixtureRequest) -> None:
    assert not is_larger(request.node)


def test_of_a_file_that_asks_for_the_budget_every_test_stays() -> None:
    assert asks_for_the_budget(test_properties)
    assert not asks_for_the_budget(sys.modules[__name__])
