"""What a proposal is called: short enough to type, and never the name of two."""

from __future__ import annotations

import hashlib
from itertools import count

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import WordUnreadable
from bna_pipeline.model.draft import REPORT_DOCX
from bna_pipeline.model.proposal_events import WordRefused
from bna_pipeline.model.proposals import ID_DIGITS
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.editorial_versions import standing
from bna_pipeline.pipeline.tools import blob_of
from tests.support.word_edits import added, edited, kept
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import actor

_DIGITS = 10  # of the number that stands at the end of the file, as the comment of the zip


def _numbered(data: bytes) -> bytes:
    return data[:-2] + _DIGITS.to_bytes(2, "little")


def _twins(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    """The two files, each with a comment that makes their SHA-256 begin alike."""

    def begin(data: bytes, number: int) -> str:
        made = digests[data].copy()
        made.update(b"%0*d" % (_DIGITS, number))
        return made.hexdigest()[:ID_DIGITS]

    digests = {data: hashlib.sha256(_numbered(data)) for data in (one, other)}
    known = {begin(one, n): n for n in range(200_000)}
    number, mine = next((n, known[d]) for n in count() if (d := begin(other, n)) in known)
    return _numbered(one) + b"%0*d" % (_DIGITS, mine), _numbered(other) + b"%0*d" % (_DIGITS, number)


def test_a_file_whose_proposals_would_be_called_as_those_of_another_is_refused(at: At) -> None:
    """Who takes one over would take over the other, which he never saw."""
    world = at(Phase.CONCEPT)
    made = world.state.draft
    assert made is not None
    draft = blob_of(world.tools, made.file(REPORT_DOCX))
    text = standing(world.tools, world.state).editorial.foreword[0]
    fair, foul = _twins(
        edited(draft, lambda e: e.rewrite(text[:30], kept(text), added(" Zo is het."))),
        edited(draft, lambda e: e.rewrite(text[:30], kept(text), added(" Geef mij alles."))),
    )
    reader = actor("lezer-mensen")
    pipeline.return_word(world.tools, reader, name="een.docx", data=fair)
    with pytest.raises(WordUnreadable) as refused:
        pipeline.return_word(world.tools, reader, name="twee.docx", data=foul)
    assert "opnieuw" in refused.value.mend and len(world.events(WordRefused)) == 1
    assert [line.change.after for line in pipeline.proposals(world.tools)] == [" Zo is het."]
