"""What a signed letter in a pakket proves, row by row; the checker of signatures here says what the test has it say."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from bna_pipeline.errors import PackageInvalid, SigningError
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.model.verdicts import Holds, Row, SignatureFound, SignatureReport
from bna_pipeline.record.letterproof import letter_rows, report_in
from bna_pipeline.record.papers import Manifest, SignatureListed
from tests.unit.record.story import FIELDS, certificate, letter_pdf, tiny_pdf

WHERE = "ergens/"
NAME = f"{WHERE}{LETTER_PDF}"
REPORT = tiny_pdf("Voortgangsrapportage")
ADOPTED = letter_pdf(REPORT)
LETTER = ADOPTED + b"% twee handtekeningen\n"
PAYLOAD = {LETTER_PDF: LETTER, REPORT_PDF: REPORT}
MANIFEST = Manifest(
    edition="delta-2030",
    title="Voortgang",
    draft=2,
    content_digest="0" * 64,
    adopted=(FileDigest.of(LETTER_PDF, ADOPTED),),
    signed_letter=FileDigest.of(LETTER_PDF, LETTER),
    signatures=tuple(SignatureListed(field=f, certificate=certificate(f), throwaway=False) for f in FIELDS),
    test_keys=False,
)


def found(field: str, **changes: Any) -> SignatureFound:
    told: dict[str, Any] = {
        "field": field,
        "subject": f"CN={field}",
        "certificate": certificate(field),
        "intact": True,
        "valid": True,
        "trusted": None,
        "throwaway": False,
        "at": datetime(2030, 6, 24, 12, 5, tzinfo=UTC),
        "timestamped": False,
    }
    return SignatureFound.model_validate({**told, **changes})


class Scripted:
    """A checker that finds both signatures in order, apart from what it is told, and remembers what it was asked."""

    def __init__(self, *signatures: SignatureFound, begins: bool = True, changes: Sequence[str] = ()) -> None:
        listed = signatures or tuple(found(f) for f in FIELDS)
        self.report = SignatureReport(signatures=listed, begins_with_adopted=begins, changes=tuple(changes))
        self.asked: list[tuple[bytes, bytes, list[str], list[bytes]]] = []

    def check(
        self,
        signed: bytes,
        adopted: bytes,
        *,
        fields: Sequence[str],
        trust: Sequence[bytes] = (),
        moment: datetime | None = None,
    ) -> SignatureReport:
        self.asked.append((signed, adopted, list(fields), list(trust)))
        return self.report


def rows(
    checker: Any = None, *, manifest: Manifest = MANIFEST, payload: dict[str, bytes] = PAYLOAD, trust: Any = ()
) -> list[Row]:
    return letter_rows(payload, manifest, checker or Scripted(), trust, WHERE)


def failures(told: list[Row]) -> list[Row]:
    return [row for row in told if row.holds is Holds.NO]


def about(told: list[Row], subject: str) -> Row:
    (row,) = (row for row in told if row.subject == subject)
    return row


def test_a_sound_letter_gives_a_row_for_each_thing_it_proves_and_only_trust_stays_open() -> None:
    told = rows()
    assert [(row.subject, row.holds) for row in told] == [
        (NAME, Holds.YES),
        (f"{NAME}: byteregel", Holds.YES),
        (f"{NAME}: handtekening Voorzitter", Holds.YES),
        (f"{NAME}: handtekening Voorzitter, vertrouwen", Holds.UNKNOWN),
        (f"{NAME}: handtekening Secretaris", Holds.YES),
        (f"{NAME}: handtekening Secretaris, vertrouwen", Holds.UNKNOWN),
        (f"{NAME}: bijlage", Holds.YES),
        (f"{NAME}: afgedrukte som", Holds.YES),
    ]
    assert str(len(ADOPTED)) in told[0].detail
    assert all(REPORT_PDF in row.detail for row in told[-2:])


def test_the_checker_gets_the_letter_the_adopted_bytes_the_listed_fields_and_the_trust() -> None:
    checker = Scripted()
    rows(checker, trust=[b"CA"])
    assert checker.asked == [(LETTER, ADOPTED, list(FIELDS), [b"CA"])]


@pytest.mark.parametrize("name", [LETTER_PDF, REPORT_PDF])
def test_without_letter_or_report_the_missing_file_is_named(name: str) -> None:
    (failed,) = failures(rows(payload={n: d for n, d in PAYLOAD.items() if n != name}))
    assert failed.subject == f"{WHERE}{name}" and "Ontbreekt" in failed.detail


def test_without_a_report_the_signatures_are_judged_all_the_same() -> None:
    assert about(rows(payload={LETTER_PDF: LETTER}), f"{NAME}: handtekening Secretaris").holds is Holds.YES


def test_a_manifest_that_names_no_adopted_letter_or_no_signature_proves_nothing() -> None:
    nothing = rows(manifest=MANIFEST.model_copy(update={"adopted": ()}))
    assert failures(nothing) == [nothing[0]] and nothing[0].subject == NAME and "vastgestelde" in nothing[0].detail
    checker = Scripted()
    checker.report = checker.report.model_copy(update={"signatures": ()})
    (failed,) = failures(rows(checker, manifest=MANIFEST.model_copy(update={"signatures": ()})))
    assert failed.subject == NAME and "handtekening" in failed.detail


@pytest.mark.parametrize("letter", [ADOPTED[:-1], ADOPTED[:-1] + b" ", b" " + LETTER, b""])
def test_a_letter_that_does_not_begin_with_the_adopted_bytes_is_not_even_given_to_the_checker(letter: bytes) -> None:
    checker = Scripted()
    told = rows(checker, payload={**PAYLOAD, LETTER_PDF: letter})
    assert told[0].holds is Holds.NO and told[0].subject == NAME and not checker.asked


def test_a_checker_that_gives_up_is_a_failed_row_with_its_reason() -> None:
    class GivesUp(Scripted):
        def check(self, *_: Any, **__: Any) -> SignatureReport:
            raise SigningError("Het bestand is stuk.")

    (failed,) = failures(rows(GivesUp()))
    assert failed.subject == NAME and "Het bestand is stuk." in failed.detail


def test_a_broken_byte_rule_fails_with_what_the_checker_saw() -> None:
    (failed,) = failures(rows(Scripted(changes=["Bladzijde 1 is veranderd.", "Een veld is bijgekomen."])))
    assert failed.subject == f"{NAME}: byteregel"
    assert "Bladzijde 1 is veranderd. Een veld is bijgekomen." in failed.detail
    (failed,) = failures(rows(Scripted(begins=False)))
    assert failed.subject == f"{NAME}: byteregel" and "Begint niet" in failed.detail


def test_a_missing_signature_and_one_too_many_are_named() -> None:
    missing, strange = failures(rows(Scripted(found("Voorzitter"), found("Waarnemer"))))
    assert (missing.subject, missing.detail) == (f"{NAME}: handtekening Secretaris", "Ontbreekt.")
    assert strange.subject == NAME and "Waarnemer" in strange.detail


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"intact": False}, "bytes"),
        ({"valid": False}, "handtekening zelf"),
        ({"certificate": certificate("een ander")}, "certificaat"),
    ],
)
def test_a_signature_that_does_not_hold_is_named_with_what_is_wrong(changes: dict[str, Any], word: str) -> None:
    (failed,) = failures(rows(Scripted(found("Voorzitter", **changes), found("Secretaris"))))
    assert failed.subject == f"{NAME}: handtekening Voorzitter" and word in failed.detail


def test_a_sound_signature_says_of_whom_when_and_by_whose_clock() -> None:
    own = about(rows(), f"{NAME}: handtekening Voorzitter").detail
    assert "CN=Voorzitter" in own and "2030-06-24 12:05 UTC" in own and "eigen zeggen" in own
    stamped = rows(Scripted(found("Voorzitter", timestamped=True), found("Secretaris", at=None)))
    assert "tijdstempel" in about(stamped, f"{NAME}: handtekening Voorzitter").detail
    assert "zonder tijdstip" in about(stamped, f"{NAME}: handtekening Secretaris").detail


@pytest.mark.parametrize(("trusted", "holds"), [(None, Holds.UNKNOWN), (True, Holds.YES), (False, Holds.NO)])
def test_trust_is_a_row_of_its_own(trusted: bool | None, holds: Holds) -> None:
    told = rows(Scripted(*(found(f, trusted=trusted) for f in FIELDS)))
    for field in FIELDS:
        row = about(told, f"{NAME}: handtekening {field}, vertrouwen")
        assert row.holds is holds and ("--trust" in row.detail) is (trusted is None)


@pytest.mark.parametrize("by", ["the signature", "the manifest"])
def test_a_test_key_is_said_whether_the_signature_or_the_manifest_tells(by: str) -> None:
    listed = MANIFEST.signatures[0].model_copy(update={"throwaway": by == "the manifest"})
    manifest = MANIFEST.model_copy(update={"signatures": (listed, MANIFEST.signatures[1])})
    told = rows(Scripted(found("Voorzitter", throwaway=by == "the signature"), found("Secretaris")), manifest=manifest)
    (loud,) = (row for row in told if "TESTSLEUTEL" in row.detail)
    assert loud.holds is Holds.UNKNOWN and loud.subject == f"TEST {NAME}: handtekening Voorzitter"


class TestReportInside:
    def test_another_report_and_a_missing_one_are_told_apart(self) -> None:
        other = letter_pdf(REPORT, attached=tiny_pdf("anders"))
        none = tiny_pdf("Aan Provinciale Staten", sha256_hex(REPORT)[:40], sha256_hex(REPORT)[40:])
        for letter, word in ((other, "andere"), (none, "ontbreekt")):
            manifest = MANIFEST.model_copy(update={"adopted": (FileDigest.of(LETTER_PDF, letter),)})
            told = rows(manifest=manifest, payload={LETTER_PDF: letter, REPORT_PDF: REPORT})
            (failed,) = failures(told)
            assert failed.subject == f"{NAME}: bijlage" and word in failed.detail
            assert f"{WHERE}{REPORT_PDF}" in failed.detail

    def test_two_reports_of_one_name_are_not_one_report(self) -> None:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(tiny_pdf("brief"))))
        writer.add_attachment(REPORT_PDF, REPORT)
        writer.add_attachment(REPORT_PDF, REPORT)
        out = io.BytesIO()
        writer.write(out)
        carried = report_in(out.getvalue(), REPORT)
        assert (carried.copies, carried.attached, carried.printed) == (2, False, False)

    def test_a_digest_broken_over_lines_and_pages_is_printed_and_one_digit_off_is_not(self) -> None:
        digest = sha256_hex(REPORT)
        writer = PdfWriter()
        for line in (digest[:30], digest[30:]):
            writer.append(io.BytesIO(tiny_pdf(line)))
        out = io.BytesIO()
        writer.write(out)
        assert report_in(out.getvalue(), REPORT).printed
        wrong = digest[:-1] + ("0" if digest[-1] != "0" else "1")
        assert not report_in(letter_pdf(REPORT, printed=wrong), REPORT).printed

    def test_a_letter_that_is_no_pdf_is_named(self) -> None:
        with pytest.raises(PackageInvalid):
            report_in(b"geen pdf", REPORT)
        letter = b"geen pdf"
        manifest = MANIFEST.model_copy(update={"adopted": (FileDigest.of(LETTER_PDF, letter),)})
        (failed,) = failures(rows(manifest=manifest, payload={LETTER_PDF: letter, REPORT_PDF: REPORT}))
        assert failed.subject == f"{NAME}: bijlage" and NAME in failed.detail
