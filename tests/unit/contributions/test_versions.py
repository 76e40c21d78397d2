"""Which version counts: the accepted one that was sent last, and nobody chooses in silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.contributions.versions import which_counts
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.consolidation import Settlement
from bna_pipeline.model.contribution import Carrier
from bna_pipeline.model.events import ContributionChecked

START = datetime(2020, 5, 1, tzinfo=UTC)


def _checked(name: str, hour: int | None, errors: int = 0, partner: str = "school") -> ContributionChecked:
    return ContributionChecked(
        partner=partner,
        original=sha256_hex(name.encode()),
        programme=sha256_hex(b"programma"),
        carrier=Carrier.WORD,
        sent_at=None if hour is None else START + timedelta(hours=hour),
        errors=errors,
        warnings=0,
        findings=sha256_hex(b"bevindingen"),
        contribution=None if errors else sha256_hex(name.encode() * 2),
    )


def test_the_later_one_replaces_the_earlier_whatever_came_in_first() -> None:
    early, late = _checked("a", 1), _checked("b", 2)
    for order in ([early, late], [late, early]):
        standing = which_counts("school", order, ())
        assert standing.counting == late
        assert standing.superseded == (early,)
        assert standing.conflict is None


def test_a_later_version_with_errors_does_not_replace_a_good_one() -> None:
    good = _checked("a", 1)
    assert which_counts("school", [good, _checked("b", 2, errors=3)], ()).counting == good


def test_without_an_accepted_version_none_counts() -> None:
    assert which_counts("school", [_checked("a", 1, errors=1), _checked("b", None, errors=1)], ()).counting is None


def test_versions_of_others_are_passed_over() -> None:
    assert which_counts("school", [_checked("a", 1, partner="stad")], ()).counting is None


def test_a_file_checked_anew_counts_by_its_last_check() -> None:
    assert which_counts("school", [_checked("a", 1), _checked("a", 1, errors=2)], ()).counting is None


def test_one_moment_and_other_bytes_is_a_conflict_until_it_is_settled_for_these_bytes() -> None:
    one, other, old = _checked("a", 2), _checked("b", 2), _checked("c", 1)
    standing = which_counts("school", [old, one, other], ())
    assert standing.counting is None
    assert standing.conflict is not None
    assert standing.conflict.field == "version"
    values = standing.conflict.values
    chosen = Settlement(field="version", subject="school", values=values, chosen=other.original, reason="Nagevraagd.")
    settled = which_counts("school", [old, one, other], [chosen])
    assert settled.counting == other
    assert settled.superseded == (old, one)
    third = _checked("d", 2)
    assert which_counts("school", [old, one, other, third], [chosen]).counting is None


def test_one_moment_among_older_versions_is_no_conflict() -> None:
    latest = _checked("c", 3)
    assert which_counts("school", [_checked("a", 1), _checked("b", 1), latest], ()).counting == latest


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 5), st.integers(0, 1)), unique_by=lambda t: t[0], max_size=6),
)
def test_the_order_of_arrival_never_matters(versions: list[tuple[int, int, int]]) -> None:
    checked = [_checked(str(n), hour, errors) for n, hour, errors in versions]
    shuffled = sorted(checked, key=lambda c: c.original)
    assert which_counts("school", checked, ()) == which_counts("school", shuffled, ())
