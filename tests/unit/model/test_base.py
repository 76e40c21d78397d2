"""Canonical JSON, digests and the shared kinds of text and time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bna_pipeline.model.base import (
    ActionId,
    FileDigest,
    Frozen,
    Line,
    Moment,
    SectionId,
    Slug,
    canonical_json,
    digest_of,
    sha256_hex,
)

LINE: TypeAdapter[str] = TypeAdapter(Line)
MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


class Pair(Frozen):
    one: int
    two: Line


def test_canonical_json_sorts_keys_leaves_no_white_space_and_keeps_letters_as_they_are() -> None:
    assert canonical_json({"b": 1, "a": ["é", None]}) == '{"a":["é",null],"b":1}'.encode()


@settings(max_examples=50)
@given(st.dictionaries(st.text(), plain, max_size=4))
def test_the_order_of_keys_never_changes_the_digest_and_the_text_reads_back(value: dict[str, Any]) -> None:
    turned = dict(reversed(list(value.items())))
    assert digest_of(value) == digest_of(turned)
    assert json.loads(canonical_json(value)) == value


def test_a_model_and_its_plain_form_have_the_same_digest() -> None:
    pair = Pair(one=1, two="x")
    assert digest_of(pair) == digest_of({"two": "x", "one": 1})


def test_a_value_is_never_changed_and_knows_no_other_keys() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Pair(one=1, two="x").one = 2
    with pytest.raises(ValidationError, match="Extra inputs"):
        Pair.model_validate({"one": 1, "two": "x", "three": 3})


def test_a_file_digest_is_name_length_and_sha256() -> None:
    """The digest of "abc" is the example of FIPS 180-2."""
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert FileDigest.of("brief.pdf", b"abc") == FileDigest(name="brief.pdf", size=3, sha256=known)
    assert sha256_hex(b"abc") == known


@settings(max_examples=50)
@given(st.binary(max_size=40), st.integers(0, 39), st.integers(0, 7))
def test_one_flipped_bit_is_another_file(data: bytes, at: int, bit: int) -> None:
    if at >= len(data):
        return
    flipped = bytes(b ^ (1 << bit) if n == at else b for n, b in enumerate(data))
    assert FileDigest.of("x", data) != FileDigest.of("x", flipped)


def test_a_moment_without_zone_is_refused_and_with_one_it_is_kept_in_utc() -> None:
    local = datetime(2030, 5, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    assert MOMENT.validate_python(local) == datetime(2030, 5, 1, 10, 0, tzinfo=UTC)
    assert MOMENT.validate_python(local).tzinfo is UTC
    for naive in (local.replace(tzinfo=None), "2030-05-01T12:00:00"):
        with pytest.raises(ValidationError, match="timezone"):
            MOMENT.validate_python(naive)


def test_text_typed_on_other_machines_is_the_same_text() -> None:
    """A composed and a decomposed e-acute, and any white space between words, give one digest."""
    assert LINE.validate_python("cafe\u0301  in\u00a0\r\nBreda ") == "café in Breda"
    with pytest.raises(ValidationError):
        LINE.validate_python(" \n ")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Slug, ["delta-2030", "a"], ["Delta", "a--b", "-a", "a/b", "..", "a" * 65, ""]),
        (ActionId, ["K-01", "ABC-99"], ["k-01", "K-1", "K01", "ABCD-01", "K-01\n"]),
        (SectionId, ["rapport.pijler.water", "brief.kop-en-voet"], ["rapport", "bijlage.x", "rapport.A", "rapport..x"]),
    ],
)
def test_ids_are_safe_in_paths_and_addresses(kind: Any, good: list[str], bad: list[str]) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(kind)
    for value in good:
        assert adapter.validate_python(value) == value
    for value in bad:
        with pytest.raises(ValidationError):
            adapter.validate_python(value)
