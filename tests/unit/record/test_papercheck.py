"""The papers of a pakket against each other and its files: every way in which one of them can be off is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bna_pipeline.model.base import FileDigest, Frozen, sha256_hex
from bna_pipeline.model.draft import DOCUMENTS, LETTER_PDF, REPORT_PDF
from bna_pipeline.model.verdicts import Holds, Row
from bna_pipeline.record.papercheck import approval_rows, manifest_rows, paper
from bna_pipeline.record.papers import APPROVALS, MANIFEST, SECTIONS, Approvals, Manifest, Sections, paper_json
from tests.unit.record.story import Told

WHERE = "ergens/"


@pytest.fixture
def payload(told: Told) -> dict[str, bytes]:
    return {name.removeprefix("data/"): data for name, data in told.bag.items() if name.startswith("data/")}


@pytest.fixture
def manifest(payload: Mapping[str, bytes]) -> Manifest:
    return Manifest.model_validate_json(payload[MANIFEST])


def only_failure(rows: list[Row]) -> Row:
    """The one row, which fails: where something is off, nothing is said to hold."""
    (row,) = rows
    assert row.holds is Holds.NO
    return row


def changed(payload: dict[str, bytes], name: str, kind: type[Frozen], **changes: Any) -> dict[str, bytes]:
    return {**payload, name: paper_json(kind.model_validate_json(payload[name]).model_copy(update=changes))}


class TestFilesAgainstTheManifest:
    def test_the_files_as_listed_hold_in_one_row(self, payload: dict[str, bytes], manifest: Manifest) -> None:
        (row,) = manifest_rows(payload, manifest, WHERE)
        assert row.holds is Holds.YES and row.subject == f"{WHERE}{MANIFEST}"

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_a_missing_document_is_named(self, payload: dict[str, bytes], manifest: Manifest, name: str) -> None:
        del payload[name]
        row = only_failure(manifest_rows(payload, manifest, WHERE))
        assert row.subject == f"{WHERE}{name}" and "Ontbreekt" in row.detail

    @pytest.mark.parametrize("name", DOCUMENTS)
    @pytest.mark.parametrize("change", [lambda d: d + b"x", lambda d: d[:-1], lambda d: bytes([d[0] ^ 1]) + d[1:]])
    def test_another_document_is_named(
        self, payload: dict[str, bytes], manifest: Manifest, name: str, change: Callable[[bytes], bytes]
    ) -> None:
        row = only_failure(manifest_rows({**payload, name: change(payload[name])}, manifest, WHERE))
        assert row.subject == f"{WHERE}{name}" and f"{WHERE}{MANIFEST}" in row.detail

    def test_a_listed_length_counts_beside_the_digest(self, payload: dict[str, bytes], manifest: Manifest) -> None:
        lied = tuple(f.model_copy(update={"size": f.size + 1}) if f.name == REPORT_PDF else f for f in manifest.adopted)
        row = only_failure(manifest_rows(payload, manifest.model_copy(update={"adopted": lied}), WHERE))
        assert row.subject == f"{WHERE}{REPORT_PDF}"

    def test_the_letter_is_held_against_the_signed_one(self, payload: dict[str, bytes], manifest: Manifest) -> None:
        unsigned = payload[LETTER_PDF][: next(f.size for f in manifest.adopted if f.name == LETTER_PDF)]
        row = only_failure(manifest_rows({**payload, LETTER_PDF: unsigned}, manifest, WHERE))
        assert row.subject == f"{WHERE}{LETTER_PDF}"

    def test_a_manifest_of_other_than_these_documents_fails(
        self, payload: dict[str, bytes], manifest: Manifest
    ) -> None:
        extra = FileDigest.of("bijlage.pdf", b"x")
        for adopted in (manifest.adopted[1:], (*manifest.adopted, extra), (*manifest.adopted, manifest.adopted[0])):
            row = only_failure(manifest_rows(payload, manifest.model_copy(update={"adopted": adopted}), WHERE))
            assert row.subject == f"{WHERE}{MANIFEST}" and all(name in row.detail for name in DOCUMENTS)


class TestApprovals:
    def test_whole_papers_hold_and_say_how_many_sections_and_which_decision(
        self, payload: dict[str, bytes], manifest: Manifest
    ) -> None:
        sections, adoption = approval_rows(payload, manifest, WHERE)
        assert sections.holds is adoption.holds is Holds.YES
        assert sections.subject == f"{WHERE}{APPROVALS}" and "3 delen" in sections.detail
        assert "B-2030-118" in adoption.detail and "2030-06-18" in adoption.detail

    @pytest.mark.parametrize("name", [SECTIONS, APPROVALS])
    def test_a_missing_or_unreadable_paper_is_named_and_nothing_is_said_to_hold(
        self, payload: dict[str, bytes], manifest: Manifest, name: str
    ) -> None:
        for rest in ({n: d for n, d in payload.items() if n != name}, {**payload, name: b"{}"}):
            assert only_failure(approval_rows(rest, manifest, WHERE)).subject == f"{WHERE}{name}"

    @pytest.mark.parametrize(("name", "kind"), [(SECTIONS, Sections), (APPROVALS, Approvals)])
    def test_a_paper_of_another_edition_is_named_with_both_editions(
        self, payload: dict[str, bytes], manifest: Manifest, name: str, kind: type[Frozen]
    ) -> None:
        row = only_failure(approval_rows(changed(payload, name, kind, edition="delta-2031"), manifest, WHERE))
        assert row.subject == f"{WHERE}{name}" and "delta-2031" in row.detail and "delta-2030" in row.detail

    def test_sections_of_another_draft_are_named_with_both_versions(
        self, payload: dict[str, bytes], manifest: Manifest
    ) -> None:
        row = only_failure(approval_rows(changed(payload, SECTIONS, Sections, draft=7), manifest, WHERE))
        assert row.subject == f"{WHERE}{SECTIONS}" and "concept 7" in row.detail and " 2." in row.detail

    def test_an_adoption_of_other_files_is_named_and_their_order_does_not_count(
        self, payload: dict[str, bytes], manifest: Manifest
    ) -> None:
        adoption = Approvals.model_validate_json(payload[APPROVALS]).adoption
        turned = adoption.model_copy(update={"files": adoption.files[::-1]})
        rows = approval_rows(changed(payload, APPROVALS, Approvals, adoption=turned), manifest, WHERE)
        assert all(row.holds is Holds.YES for row in rows)
        fewer = adoption.model_copy(update={"files": adoption.files[1:]})
        row = only_failure(approval_rows(changed(payload, APPROVALS, Approvals, adoption=fewer), manifest, WHERE))
        assert row.subject == f"{WHERE}{APPROVALS}" and f"{WHERE}{MANIFEST}" in row.detail

    def test_an_approval_of_another_text_names_stage_and_section_and_covers_that_section_all_the_same(
        self, payload: dict[str, bytes], manifest: Manifest
    ) -> None:
        stages = Approvals.model_validate_json(payload[APPROVALS]).stages
        given = stages[1].approvals[0]
        other = given.covers[1].model_copy(update={"sha256": sha256_hex(b"anders")})
        moved = given.model_copy(update={"covers": (given.covers[0], other, *given.covers[2:])})
        listed = (stages[0], stages[1].model_copy(update={"approvals": (moved,)}))
        row = only_failure(approval_rows(changed(payload, APPROVALS, Approvals, stages=listed), manifest, WHERE))
        assert row.subject == f"{WHERE}{APPROVALS}" and "Directie" in row.detail and other.id in row.detail

    def test_a_section_without_approval_is_named(self, payload: dict[str, bytes], manifest: Manifest) -> None:
        stages = Approvals.model_validate_json(payload[APPROVALS]).stages
        row = only_failure(approval_rows(changed(payload, APPROVALS, Approvals, stages=stages[:1]), manifest, WHERE))
        assert "rapport.pijler.water" in row.detail and "rapport.omslag" not in row.detail
        assert row.subject == f"{WHERE}{APPROVALS}" and f"{WHERE}{SECTIONS}" in row.detail

    def test_a_stage_that_was_asked_and_in_which_nobody_agreed_is_named(
        self, payload: dict[str, bytes], manifest: Manifest
    ) -> None:
        stages = Approvals.model_validate_json(payload[APPROVALS]).stages
        silent = (stages[0].model_copy(update={"approvals": ()}), stages[1])
        row = only_failure(approval_rows(changed(payload, APPROVALS, Approvals, stages=silent), manifest, WHERE))
        assert row.subject == f"{WHERE}{APPROVALS}" and "Beleid" in row.detail
        idle = (stages[0].model_copy(update={"approvals": (), "asked": ()}), stages[1])
        rows = approval_rows(changed(payload, APPROVALS, Approvals, stages=idle), manifest, WHERE)
        assert all(row.holds is Holds.YES for row in rows), "a stage that was asked nothing owes nothing"


def test_a_paper_that_cannot_be_read_is_named_with_the_place_of_the_fault() -> None:
    rows: list[Row] = []
    assert paper(Sections, SECTIONS, {SECTIONS: b'{"edition": "delta-2030", "draft": "x"}'}, WHERE, rows) is None
    row = only_failure(rows)
    assert row.subject == f"{WHERE}{SECTIONS}" and "draft" in row.detail
    absent: list[Row] = []
    assert paper(Sections, SECTIONS, {}, WHERE, absent) is None
    assert only_failure(absent).detail == "Ontbreekt."
