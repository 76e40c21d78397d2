"""Bad files by the hundred: never a traceback, never wrongly accepted, always told in Dutch what to mend."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.contributions.excel_marked import marked
from bna_pipeline.model.intake import IntakeLimits
from tests.fuzz.bases import Base, bases, of_kind
from tests.fuzz.mutant import Mutator
from tests.fuzz.trial import GENTLE, MUTATORS, Trial, spoil, tried
from tests.support.budget import budget

AT = datetime(2020, 5, 6, 9, 30, tzinfo=UTC)
seeds = st.integers(0, 2**32 - 1)
fixed = settings(
    max_examples=budget(1, 20), deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
few = settings(fixed, max_examples=budget(30, 600))


def _sound(trial: Trial) -> None:
    assert not trial.faults, f"{trial.name}\n" + "\n".join(trial.faults)


def test_every_base_is_accepted_as_it_is() -> None:
    """Else every refusal would prove nothing."""
    for base in bases():
        found = base.judged(base.data)
        assert found.contribution is not None or found.editorial is not None, (base.name, found.findings)


@pytest.mark.parametrize("mutator", MUTATORS["word"], ids=lambda m: f"{m.level}-{m.name}")
def test_a_word_file_spoiled_in_each_way_keeps_every_promise(mutator: Mutator) -> None:
    @fixed
    @given(st.sampled_from(of_kind("word")), seeds)
    def holds(base: Base, seed: int) -> None:
        _sound(tried(base, (mutator,), seed))

    holds()


@pytest.mark.parametrize("mutator", MUTATORS["excel"], ids=lambda m: m.name)
def test_an_excel_file_spoiled_in_each_way_keeps_every_promise(mutator: Mutator) -> None:
    @settings(fixed, max_examples=budget(3, 40))
    @given(st.sampled_from(of_kind("excel")), seeds)
    def holds(base: Base, seed: int) -> None:
        _sound(tried(base, (mutator,), seed))

    holds()


@settings(few, max_examples=budget(20, 600))
@given(st.sampled_from(of_kind("excel")), st.sampled_from(MUTATORS["excel"]), seeds)
def test_a_spoiled_excel_file_comes_back_marked_or_not_at_all(base: Base, mutator: Mutator, seed: int) -> None:
    """What is marked says the same when it comes in again: our own notes and colours are no remark and no answer."""
    spoiled = spoil(base, (mutator,), seed).data
    findings = base.judged(spoiled).findings
    back = marked(spoiled, findings, IntakeLimits(), AT)
    assert back is None or base.judged(back).findings == findings


@pytest.mark.parametrize("mutator", MUTATORS["json"], ids=lambda m: m.name)
def test_a_data_file_spoiled_in_each_way_keeps_every_promise(mutator: Mutator) -> None:
    @settings(fixed, max_examples=budget(6, 40))
    @given(st.sampled_from(of_kind("json", "yaml")), seeds)
    def holds(base: Base, seed: int) -> None:
        _sound(tried(base, (mutator,), seed, twice=False))

    holds()


@few
@given(
    st.sampled_from(of_kind("word")),
    st.lists(st.sampled_from([m for m in MUTATORS["word"] if m.name in GENTLE]), min_size=1, max_size=2),
    st.sampled_from(MUTATORS["word"]),
    seeds,
)
def test_a_word_file_spoiled_in_several_ways_keeps_every_promise(
    base: Base, gentle: list[Mutator], last: Mutator, seed: int
) -> None:
    try:
        trial = tried(base, (*gentle, last), seed, twice=False)
    except (ValueError, KeyError, IndexError, StopIteration):
        return  # the first change left nothing for the next to work on
    _sound(trial)
