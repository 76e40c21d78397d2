"""A dossier against its trail: each thing that only the dossier can show, off on its own, is the one row that fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.events import (
    DraftMade,
    Entry,
    Event,
    LetterSigned,
)
from bna_pipeline.model.release_events import KamerbriefSeen, ReleaseArmed, ReleaseFired
from bna_pipeline.model.validation import Indication
from bna_pipeline.model.verdicts import Holds, Row, SignatureFound, SignatureReport, ValidationReport
from bna_pipeline.record.dossier import (
    AUDIT,
    DECISIONS,
    ORIGINALS_INDEX,
    RECEIPTS,
    kamerbrief_path,
    kept_name,
    originals_of,
)
from bna_pipeline.record.dossiercheck import Dossier, dossier_rows, trail_rows
from bna_pipeline.record.papers import MANIFEST, TRAIL_HEAD, Manifest
from bna_pipeline.record.trail import TrailHead, audit_jsonl
from tests.unit.record.story import Story, Told

PACKAGE = "data/pakket"
Change = Callable[[Dossier], Dossier]


@pytest.fixture
def dossier(told: Told) -> Dossier:
    return Dossier(
        payload={n.removeprefix("data/"): d for n, d in told.dossier().items() if n.startswith("data/")},
        manifest=Manifest.model_validate_json(told.bag[f"data/{MANIFEST}"]),
        head=TrailHead.model_validate_json(told.bag[f"data/{TRAIL_HEAD}"]),
        package=told.package.digest,
    )


def failures(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.holds is Holds.NO]


def only_failure(rows: Sequence[Row]) -> Row:
    (row,) = failures(rows)
    return row


def without(dossier: Dossier, path: str) -> Dossier:
    return replace(dossier, payload={n: d for n, d in dossier.payload.items() if n != path})


def with_file(dossier: Dossier, path: str, data: bytes) -> Dossier:
    return replace(dossier, payload={**dossier.payload, path: data})


def manifest_with(dossier: Dossier, **changes: object) -> Dossier:
    return replace(dossier, manifest=dossier.manifest.model_copy(update=changes))


def retold(told: Told, change: Callable[[Event], Event | None]) -> list[Entry]:
    """A trail that holds in itself and tells another story; None leaves an event out."""
    story = Story(told.story.programme)
    for entry in told.story.entries:
        event = change(entry.event)
        if event is not None:
            story.happen(event, entry.actor)
    return story.entries


def test_a_whole_dossier_holds_in_a_row_for_each_thing(told: Told, dossier: Dossier) -> None:
    rows = dossier_rows(dossier, told.story.entries)
    assert all(row.holds is Holds.YES for row in rows)
    brief = told.story.state.kamerbrief
    assert brief is not None
    assert [row.subject for row in rows] == [
        f"{PACKAGE}/data/{TRAIL_HEAD}",
        PACKAGE,
        "data/originelen",
        f"data/{kamerbrief_path(brief.file)}",
        "data/concepten",
        "data/teruggestuurd",
        f"data/{DECISIONS}",
        f"data/{RECEIPTS}",
        f"{PACKAGE}/data/{MANIFEST}: som van de inhoud",
    ]
    details = [row.detail for row in rows]
    assert "3 ontvangen" in details[2] and "2030-06-30" in details[3] and "2 concepten" in details[4]


def test_a_trail_of_another_edition_proves_nothing(told: Told, dossier: Dossier) -> None:
    (row,) = dossier_rows(manifest_with(dossier, edition="delta-2031"), told.story.entries)
    assert row.holds is Holds.NO and row.subject == f"data/{AUDIT}"
    assert "delta-2030" in row.detail and "delta-2031" in row.detail


class TestThePackage:
    def test_without_a_readable_head_nothing_is_compared_and_it_is_named(self, told: Told, dossier: Dossier) -> None:
        row = only_failure(dossier_rows(replace(dossier, head=None), told.story.entries))
        assert row.subject == f"{PACKAGE}/data/{TRAIL_HEAD}"

    @pytest.mark.parametrize("field", ["seq", "hash"])
    def test_a_head_that_the_trail_does_not_go_through_is_named(self, told: Told, dossier: Dossier, field: str) -> None:
        assert dossier.head is not None
        other = dossier.head.model_copy(update={"seq": 3} if field == "seq" else {"hash": sha256_hex(b"anders")})
        row = only_failure(dossier_rows(replace(dossier, head=other), told.story.entries))
        assert row.subject == f"{PACKAGE}/data/{TRAIL_HEAD}" and f"regel {other.seq} " in row.detail

    def test_another_package_than_was_armed_and_released_is_named(self, told: Told, dossier: Dossier) -> None:
        row = only_failure(dossier_rows(replace(dossier, package=sha256_hex(b"anders")), told.story.entries))
        assert row.subject == PACKAGE

    @pytest.mark.parametrize("kept", ["armed", "released"])
    def test_a_package_that_was_only_armed_or_only_released_is_named(
        self, told: Told, dossier: Dossier, kept: str
    ) -> None:
        other = sha256_hex(b"een ander pakket")

        def change(event: Event) -> Event:
            if isinstance(event, ReleaseArmed) and kept == "released":
                return event.model_copy(update={"package": event.package.model_copy(update={"digest": other})})
            if isinstance(event, ReleaseFired) and kept == "armed":
                return event.model_copy(update={"package": other})
            return event

        assert PACKAGE in {row.subject for row in failures(dossier_rows(dossier, retold(told, change)))}

    def test_a_manifest_of_other_adopted_files_is_named_and_their_order_does_not_count(
        self, told: Told, dossier: Dossier
    ) -> None:
        adopted = dossier.manifest.adopted
        assert not failures(dossier_rows(manifest_with(dossier, adopted=adopted[::-1]), told.story.entries))
        row = only_failure(dossier_rows(manifest_with(dossier, adopted=adopted[1:]), told.story.entries))
        assert row.subject == f"{PACKAGE}/data/{MANIFEST}"

    @pytest.mark.parametrize("changes", [{"size": 1}, {"sha256": "0" * 64}])
    def test_another_letter_than_the_last_signature_left_is_named(
        self, told: Told, dossier: Dossier, changes: dict[str, object]
    ) -> None:
        letter = dossier.manifest.signed_letter.model_copy(update=changes)
        row = only_failure(dossier_rows(manifest_with(dossier, signed_letter=letter), told.story.entries))
        assert row.subject == f"{PACKAGE}/data/{LETTER_PDF}" and "ondertekend" in row.detail

    def test_a_letter_before_its_last_signature_is_not_the_signed_one(self, told: Told, dossier: Dossier) -> None:
        early = told.signed.signatures[0].after
        row = only_failure(dossier_rows(manifest_with(dossier, signed_letter=early), told.story.entries))
        assert row.subject == f"{PACKAGE}/data/{LETTER_PDF}"

    def test_a_trail_without_signatures_signs_no_letter(self, told: Told, dossier: Dossier) -> None:
        unsigned = retold(told, lambda e: None if isinstance(e, LetterSigned) else e)
        named = {row.subject for row in failures(dossier_rows(dossier, unsigned))}
        assert f"{PACKAGE}/data/{LETTER_PDF}" in named

    def test_another_content_digest_is_named(self, told: Told, dossier: Dossier) -> None:
        row = only_failure(dossier_rows(manifest_with(dossier, content_digest="0" * 64), told.story.entries))
        assert row.subject.startswith(f"{PACKAGE}/data/{MANIFEST}") and "besluiten" in row.detail

    def test_a_draft_that_the_trail_does_not_know_is_named(self, told: Told, dossier: Dossier) -> None:
        row = only_failure(dossier_rows(manifest_with(dossier, draft=9), told.story.entries))
        assert row.subject == f"data/{AUDIT}" and "concept 9" in row.detail


class TestFiles:
    def paths(self, told: Told, dossier: Dossier) -> list[str]:
        brief = told.story.state.kamerbrief
        assert brief is not None
        originals = originals_of(told.story.entries).originals
        drafts = [path for path in dossier.payload if path.startswith("concepten/v1/")]
        return [*(o.path for o in originals), *drafts, kamerbrief_path(brief.file)]

    def test_every_original_draft_and_kamerbrief_missing_or_changed_is_the_row_that_fails(
        self, told: Told, dossier: Dossier
    ) -> None:
        paths = self.paths(told, dossier)
        assert len(paths) == 3 + 8 + 1
        for path in paths:
            missing = only_failure(dossier_rows(without(dossier, path), told.story.entries))
            assert missing.subject == f"data/{path}" and "Ontbreekt" in missing.detail
            other = only_failure(dossier_rows(with_file(dossier, path, b"vals"), told.story.entries))
            assert other.subject == f"data/{path}" and "ander bestand" in other.detail

    def test_findings_that_are_missing_are_named(self, told: Told, dossier: Dossier) -> None:
        for original in originals_of(told.story.entries).originals:
            assert original.findings is not None
            row = only_failure(dossier_rows(without(dossier, original.findings), told.story.entries))
            assert (row.subject, row.detail) == (f"data/{original.findings}", "Ontbreekt.")

    @pytest.mark.parametrize("path", [ORIGINALS_INDEX, DECISIONS, RECEIPTS])
    def test_a_paper_that_is_missing_or_unreadable_is_named(self, told: Told, dossier: Dossier, path: str) -> None:
        for spoiled in (without(dossier, path), with_file(dossier, path, b"{}"), with_file(dossier, path, b"x")):
            assert only_failure(dossier_rows(spoiled, told.story.entries)).subject == f"data/{path}"

    @pytest.mark.parametrize(
        ("path", "data"),
        [
            (ORIGINALS_INDEX, b'{"originals": []}'),
            (DECISIONS, b'{"people": [], "decisions": [], "delegations": [], "adoptions": []}'),
            (RECEIPTS, b'{"receipts": []}'),
        ],
    )
    def test_a_paper_that_says_less_than_the_trail_is_named(
        self, told: Told, dossier: Dossier, path: str, data: bytes
    ) -> None:
        row = only_failure(dossier_rows(with_file(dossier, path, data), told.story.entries))
        assert row.subject == f"data/{path}" and "logboek" in row.detail

    def test_a_trail_without_kamerbrief_or_without_that_draft_says_so(self, told: Told, dossier: Dossier) -> None:
        no_brief = retold(told, lambda e: None if isinstance(e, KamerbriefSeen) else e)
        assert any(
            row.subject == f"data/{AUDIT}" and "Kamerbrief" in row.detail
            for row in failures(dossier_rows(dossier, no_brief))
        )
        other = retold(told, lambda e: None if isinstance(e, DraftMade) and e.draft.version == 2 else e)
        assert any(
            row.subject == f"data/{AUDIT}" and "concept 2" in row.detail
            for row in failures(dossier_rows(dossier, other))
        )

    def test_the_adopted_drafts_content_and_word_files_carry_the_content_digest(
        self, told: Told, dossier: Dossier
    ) -> None:
        folder = "concepten/v2/"
        content = failures(dossier_rows(without(dossier, f"{folder}content.json"), told.story.entries))
        assert {row.subject for row in content} == {f"data/{folder}content.json"}
        word = dossier_rows(without(dossier, f"{folder}statenmededeling.docx"), told.story.entries)
        assert f"data/{folder}" in {row.subject for row in failures(word)}
        moved = dossier_rows(with_file(dossier, f"{folder}content.json", b"{}"), told.story.entries)
        assert any("som van de inhoud" in row.subject for row in failures(moved))


class TestTheTrailsOwnRow:
    def about_the_trail(self, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if row.subject == f"data/{AUDIT}"]

    def test_it_stands_under_the_trails_path_whatever_it_says(self, told: Told) -> None:
        whole = audit_jsonl(told.story.entries)
        entries, rows = trail_rows({AUDIT: whole})
        assert list(entries) == told.story.entries
        assert [row.holds for row in self.about_the_trail(rows)] == [Holds.YES]
        spoiled: Mapping[str, bytes]
        for spoiled in ({}, {AUDIT: whole[:-1]}, {AUDIT: b"x\n"}):
            entries, rows = trail_rows(spoiled)
            assert entries == () and [row.holds for row in self.about_the_trail(rows)] == [Holds.NO]

    def test_a_trail_that_is_readable_and_broken_gives_its_entries_and_the_place(self, told: Told) -> None:
        entries, rows = trail_rows({AUDIT: audit_jsonl(told.story.entries[1:])})
        assert len(entries) == len(told.story.entries) - 1
        assert any("Regel 1 ontbreekt" in row.detail for row in failures(self.about_the_trail(rows)))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("brief.pdf", "brief.pdf"),
        ("../map/brief.pdf", "brief.pdf"),
        ("C:\\map\\brief.pdf", "brief.pdf"),
        ("Bijdrage (définitief) v2.docx", "Bijdrage-definitief-v2.docx"),
        ("a_b.c-d", "a_b.c-d"),
        ("...verborgen-", "verborgen"),
        ("—", "bestand"),
        ("x" * 90 + ".docx", "x" * 75 + ".docx"),
        ("x" * 10 + "." + "y" * 79, "y" * 79),
    ],
)
def test_a_kept_name_says_what_can_be_kept_of_the_senders(name: str, kept: str) -> None:
    file = FileDigest.of(name, b"inhoud")
    assert kept_name(file) == f"{sha256_hex(b'inhoud')[:16]}-{kept}"


class TestValidationReport:
    def report(self, dossier: Dossier, **changes: object) -> bytes:
        """The report on the letter in this dossier, as it would stand in it."""
        manifest = dossier.manifest
        adopted = manifest.adopted_file(LETTER_PDF)
        assert adopted is not None
        signatures = tuple(
            SignatureFound(
                field=s.field,
                subject="CN=TEST",
                certificate=s.certificate,
                intact=True,
                valid=True,
                trusted=None,
                throwaway=True,
                at=None,
                timestamped=False,
            )
            for s in manifest.signatures
        )
        found = SignatureReport(signatures=signatures, begins_with_adopted=True, changes=())
        made = ValidationReport(
            file=manifest.signed_letter,
            moment=datetime(2030, 6, 1, tzinfo=UTC),
            adopted=adopted,
            adopted_known=True,
            indication=Indication.INDETERMINATE,
            trust=(),
            test_keys=True,
            found=found,
            open=(),
        )
        return made.model_copy(update=changes).model_dump_json().encode()

    def rows(self, told: Told, dossier: Dossier, data: bytes) -> list[Row]:
        there = with_file(dossier, "ondertekening/validatierapport.json", data)
        return [r for r in dossier_rows(there, told.story.entries) if "ondertekening" in r.subject]

    def test_an_older_dossier_has_none_and_holds(self, told: Told, dossier: Dossier) -> None:
        assert not [r for r in dossier_rows(dossier, told.story.entries) if "ondertekening" in r.subject]

    def test_one_about_this_letter_holds_and_one_about_another_or_unreadable_does_not(
        self, told: Told, dossier: Dossier
    ) -> None:
        (row,) = self.rows(told, dossier, self.report(dossier))
        assert row.holds is Holds.YES and "gaat over deze brief" in row.detail
        other = FileDigest.of(LETTER_PDF, b"een andere brief")
        for data in (self.report(dossier, file=other), self.report(dossier, adopted=other), b"{}"):
            (row,) = self.rows(told, dossier, data)
            assert row.holds is Holds.NO
