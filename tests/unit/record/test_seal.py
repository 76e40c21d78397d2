"""A seal is the bag's own, or says what it is of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.events import Entry
from bna_pipeline.model.verdicts import Holds, Row
from bna_pipeline.record.seal import seal_rows
from bna_pipeline.record.tokens import Authorities
from tests.unit.record.story import Told


def seal_row(seal: bytes | None, package: str, entries: Sequence[Entry]) -> Row:
    (row,) = seal_rows(seal, package, {"dit pakket": b"tags"}, entries, Authorities(None))
    return row


class TestTextSeal:
    def test_without_a_seal_nothing_is_established_and_the_digest_to_seal_is_said(self, told: Told) -> None:
        row = seal_row(None, told.package.digest, ())
        assert row.holds is Holds.UNKNOWN and told.package.digest in row.detail

    @pytest.mark.parametrize("form", ["{}", "pakket {} van delta", "{}\n", "sha256:{}"])
    def test_a_seal_names_the_package_in_any_text_and_either_case(self, told: Told, form: str) -> None:
        digest = told.package.digest
        for said in (digest, digest.upper()):
            row = seal_row(form.format(said).encode(), digest, ())
            assert row.holds is Holds.YES and row.subject == "verzegeling" and digest in row.detail

    def test_a_digest_inside_a_longer_number_seals_nothing(self, told: Told) -> None:
        for seal in (f"0{told.package.digest}", f"{told.package.digest}0", told.package.digest[1:]):
            row = seal_row(seal.encode(), told.package.digest, ())
            assert row.holds is Holds.NO and row.subject == "verzegeling" and "SHA-256" in row.detail

    def test_a_seal_of_something_else_says_what_it_does_not_name(self, told: Told) -> None:
        row = seal_row(sha256_hex(b"iets anders").encode(), told.package.digest, told.story.entries)
        assert row.holds is Holds.NO and row.subject == "verzegeling" and told.package.digest in row.detail

    def test_a_seal_may_name_an_entry_of_the_trail_and_the_entry_is_said(self, told: Told) -> None:
        entry = told.story.entries[6]
        row = seal_row(entry.hash.encode(), told.package.digest, told.story.entries)
        assert row.holds is Holds.YES and row.subject == "verzegeling" and "regel 7 " in row.detail
        assert seal_row(entry.hash.encode(), told.package.digest, ()).holds is Holds.NO

    def test_of_a_large_seal_only_the_first_64_kib_are_read(self, told: Told) -> None:
        room = 65536 - 64
        assert seal_row(b" " * room + told.package.digest.encode(), told.package.digest, ()).holds is Holds.YES
        assert seal_row(b" " * (room + 1) + told.package.digest.encode(), told.package.digest, ()).holds is Holds.NO
