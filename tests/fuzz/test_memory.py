"""The product bounds its own memory: the worst files known stay under the promised number, accepted or refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fuzz.weigh import PROMISED, peaks
from tests.fuzz.worst import WORST
from tests.support.budget import budget


@pytest.mark.parametrize("build", WORST[: budget(1, len(WORST))], ids=lambda build: build.__name__)
def test_one_judgement_stays_under_the_promised_memory(build: Callable[[], bytes]) -> None:
    mebibytes, outcome = peaks([build])[build.__name__]
    assert mebibytes < PROMISED, outcome
