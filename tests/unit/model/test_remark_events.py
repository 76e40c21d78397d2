"""Remarks on record: an id that follows from what is said, and what becomes of one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.remark_events import (
    Remark,
    RemarkAnswered,
    RemarkEvent,
    RemarkMade,
    RemarkSaid,
    RemarkStanding,
    RemarkWithdrawn,
    remarks_after,
)
from tests.unit.model.small import NOW

SAID = RemarkSaid(
    stage="beleid",
    reviewer="adviseur-water",
    draft=2,
    section="rapport.voorwoord",
    sha256=sha256_hex(b"voorwoord"),
    text=("Het zijn er vier.",),
)


def made(text: str, hours: int = 0) -> Remark:
    said = SAID.model_copy(update={"text": (text,)})
    return Remark.of(said, given_by="adviseur-water", at=NOW + timedelta(hours=hours))


def test_the_same_words_at_the_same_place_have_one_id_whoever_brought_them_in_and_when() -> None:
    assert Remark.of(SAID, given_by="plaatsvervanger", at=NOW).id == made("Het zijn er vier.", 5).id
    assert made("Het zijn er vijf.").id != made("Het zijn er vier.").id
    assert Remark.of(SAID.model_copy(update={"quote": "vier"}), given_by="x", at=NOW).id != made("Het zijn er vier.").id


def test_a_remark_whose_words_were_changed_is_none() -> None:
    kept = made("Het zijn er vier.").model_dump(mode="json")
    assert Remark.model_validate(kept) == made("Het zijn er vier.")
    with pytest.raises(ValidationError, match="follows from what it says"):
        Remark.model_validate({**kept, "text": ["Het zijn er tien."]})


def answered(remark: Remark) -> RemarkAnswered:
    return RemarkAnswered(remark=remark.id, answer="Ja.", taken_over=True, by="coordinator", at=NOW)


EVENTS: st.SearchStrategy[RemarkEvent] = st.sampled_from(["Een.", "Twee.", "Drie."]).flatmap(
    lambda text: st.sampled_from(
        [RemarkMade(remark=made(text)), RemarkWithdrawn(remark=made(text).id), answered(made(text))]
    )
)


@given(st.lists(EVENTS, max_size=12))
def test_a_remark_is_open_from_when_it_was_last_made_until_it_is_answered_or_withdrawn(
    events: list[RemarkEvent],
) -> None:
    found: tuple[RemarkStanding, ...] = ()
    for event in events:
        found = remarks_after(found, event)
    for text in ("Een.", "Twee.", "Drie."):
        about = [e for e in events if (e.remark.id if isinstance(e, RemarkMade) else e.remark) == made(text).id]
        begun = [n for n, e in enumerate(about) if isinstance(e, RemarkMade)]
        mine = [r for r in found if r.remark.id == made(text).id]
        assert len(mine) == bool(begun)
        if begun:
            assert mine[0].open is (begun[-1] == len(about) - 1)
