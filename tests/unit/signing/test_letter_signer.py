"""Signatures that stand, in files that stay PDF/A and PDF/UA."""

from __future__ import annotations

import io
import subprocess
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm

from bna_pipeline.errors import FieldMissing, KeyUnusable, SigningError
from bna_pipeline.signing.stamp import spoken_moment
from bna_pipeline.signing.throwaway import VALID_FOR
from tests.support.programs import require_program
from tests.support.verapdf import verapdf
from tests.unit.signing.workshop import (
    AT,
    SECRETARIS,
    VOORZITTER,
    adopted,
    put,
    signed_once,
    signed_twice,
    signer,
)


def test_a_letter_stays_pdfa_3a_and_pdfua_1_through_both_signatures() -> None:
    assert verapdf(signed_once(), "3a", "ua1") == []
    assert verapdf(signed_twice(), "3a", "ua1") == []


def test_pdfsig_finds_both_signatures_valid(tmp_path: Path) -> None:
    program = require_program("pdfsig", install="poppler-utils")
    path = tmp_path / "brief.pdf"
    path.write_bytes(signed_twice())
    told = subprocess.run([program, path], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid.") == 2
    assert "Signature Field Name: Voorzitter" in told
    assert told.count("ETSI.CAdES.detached") == 2
    assert told.count("SHA-256") == 2


def test_a_signature_leaves_every_byte_before_it_alone() -> None:
    assert signed_once().startswith(adopted())
    assert signed_twice().startswith(signed_once())


def test_the_first_signature_certifies_and_leaves_filling_in_forms_open() -> None:
    first, second = PdfFileReader(io.BytesIO(signed_twice())).embedded_signatures
    assert first.docmdp_level is MDPPerm.FILL_FORMS
    assert second.docmdp_level is None


def test_the_signing_time_is_the_one_that_was_given() -> None:
    first, second = PdfFileReader(io.BytesIO(signed_twice())).embedded_signatures
    assert first.self_reported_timestamp == AT
    assert second.self_reported_timestamp == AT + timedelta(hours=1)


def test_signing_leaves_the_metadata_and_the_version_alone() -> None:
    with pikepdf.open(io.BytesIO(signed_twice())) as signed, pikepdf.open(io.BytesIO(adopted())) as before:
        assert signed.docinfo == before.docinfo
        assert signed.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert "/Version" not in signed.Root


def test_the_stamp_shows_name_function_date_and_a_loud_test(tmp_path: Path) -> None:
    program = require_program("pdftotext", install="poppler-utils")
    path = tmp_path / "brief.pdf"
    path.write_bytes(signed_twice())
    text = subprocess.run([program, "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert text.count(VOORZITTER.name) == 2  # printed, and in the stamp
    assert text.count("TEST") == 2
    assert "24 juni 2020, 14.05 uur" in text


def test_a_stamp_that_does_not_fit_is_refused() -> None:
    with pytest.raises(SigningError, match="past niet"):
        signer("Voorzitter").sign(
            adopted(), field_name="Voorzitter", printed_name="van Voorbeeld tot " * 30, at=AT, certify=True
        )


@pytest.mark.parametrize("field", ["Griffier", "Voorzitter"])
def test_only_an_empty_prepared_field_can_be_signed(field: str) -> None:
    with pytest.raises(FieldMissing, match=field) as refused:
        signer("Secretaris").sign(signed_once(), field_name=field, printed_name="S.", at=AT, certify=False)
    assert "vastgestelde brief" in refused.value.mend


@pytest.mark.parametrize("off", [timedelta(days=-30), 2 * VALID_FOR])
def test_a_certificate_out_of_its_time_does_not_sign(off: timedelta) -> None:
    with pytest.raises(KeyUnusable, match="niet geldig op"):
        signer("Voorzitter").sign(
            adopted(), field_name="Voorzitter", printed_name=VOORZITTER.name, at=AT + off, certify=True
        )


def test_a_second_certifying_signature_is_our_error() -> None:
    with pytest.raises(SigningError, match="Secretaris"):
        put(signed_once(), SECRETARIS, certify=True)


def test_what_is_no_pdf_is_our_error() -> None:
    with pytest.raises(SigningError, match="niet gelukt"):
        put(b"geen pdf", VOORZITTER, certify=True)


@pytest.mark.parametrize(
    ("hour", "told"), [(12, "24 juni 2020, 14.05 uur"), (22, "25 juni 2020, 0.05 uur"), (0, "24 juni 2020, 2.05 uur")]
)
def test_a_moment_is_told_in_dutch_time(hour: int, told: str) -> None:
    assert spoken_moment(AT.replace(hour=hour)) == told
