"""The content digest: the same inputs, the same digest, on any machine."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.draft import DOCUMENTS, LETTER_PDF, Verdict
from bna_pipeline.record.digests import content_digest, docx_digest, standing_decisions
from tests.unit.record.story import Told, tiny_docx


def inputs(told: Told) -> tuple[bytes, dict[str, bytes]]:
    draft = told.signed.approved.draft
    return told.story.get(draft.content), {f.name: told.story.get(f.sha256) for f in draft.files}


def test_deflate_and_order_of_parts_do_not_count_and_every_part_does() -> None:
    plain = docx_digest(tiny_docx("tekst"))
    assert tiny_docx("tekst", level=0) != tiny_docx("tekst", level=9)
    assert docx_digest(tiny_docx("tekst", level=0)) == plain
    turned = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(tiny_docx("tekst"))) as old, zipfile.ZipFile(turned, "w") as new:
        for info in reversed(old.infolist()):
            new.writestr(info.filename, old.read(info))
    assert docx_digest(turned.getvalue()) == plain
    assert docx_digest(tiny_docx("andere tekst")) != plain


@given(st.binary(max_size=200))
@settings(max_examples=40, deadline=None)
def test_what_is_no_word_file_is_said(noise: bytes) -> None:
    with pytest.raises(PackageInvalid):
        docx_digest(noise)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_word_file_is_said_or_has_another_digest_or_the_same_parts(data: st.DataObject) -> None:
    good = tiny_docx("tekst")
    at = data.draw(st.integers(0, len(good) - 1))
    broken = good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :]
    try:
        found = docx_digest(broken)
    except PackageInvalid:
        return
    assert len(found) == 64


def test_a_part_twice_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("word/document.xml", "een")
        with pytest.warns(UserWarning, match="Duplicate"):
            parts.writestr("word/document.xml", "twee")
    with pytest.raises(PackageInvalid, match="twee keer"):
        docx_digest(out.getvalue())


def test_order_and_time_of_decisions_do_not_count(told: Told) -> None:
    content, files = inputs(told)
    decisions = told.signed.approved.decisions
    later = [d.model_copy(update={"at": d.at + timedelta(days=1)}) for d in reversed(decisions)]
    assert content_digest(content, files, decisions) == content_digest(content, files, later)
    assert content_digest(content, files, decisions) == told.package.content_digest


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_content_and_decision_counts(told: Told, name: str) -> None:
    content, files = inputs(told)
    decisions = told.signed.approved.decisions
    whole = content_digest(content, files, decisions)
    changed = tiny_docx("anders") if name.endswith("docx") else files[name] + b"\n"
    assert content_digest(content, {**files, name: changed}, decisions) != whole
    assert content_digest(content + b" ", files, decisions) != whole
    assert content_digest(content, files, decisions[:1]) != whole
    with pytest.raises(PackageInvalid, match=name):
        content_digest(content, {n: d for n, d in files.items() if n != name}, decisions)


def test_a_signature_does_not_count(told: Told) -> None:
    """The digest is over the prepared letter, so that signing again on another day gives the same."""
    content, files = inputs(told)
    assert told.bag[f"data/{LETTER_PDF}"] != files[LETTER_PDF]
    assert content_digest(content, files, told.signed.approved.decisions) == told.package.content_digest


def test_only_the_latest_approval_that_still_fits_stands(told: Told) -> None:
    state = told.story.state
    first, second = (made.draft for made in state.drafts)
    assert standing_decisions(state.decisions, second) == told.signed.approved.decisions
    withdrawn = state.decisions[-1].model_copy(update={"verdict": Verdict.WITHDRAW})
    assert [d.reviewer for d in standing_decisions((*state.decisions, withdrawn), second)] == ["adviseur"]
    assert [d.verdict for d in standing_decisions(state.decisions[:2], first)] == [Verdict.REMARK]
