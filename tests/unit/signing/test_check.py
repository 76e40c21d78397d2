"""The judge of signed letters: what passes, and everything that must not."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis.policy_api import SuspiciousModification
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore

from bna_pipeline.errors import ConfigurationError
from bna_pipeline.model.verdicts import SignatureReport
from bna_pipeline.signing.diff_rules import letter_policy
from bna_pipeline.signing.throwaway import throwaway_authority
from tests.support.budget import budget
from tests.support.verapdf import verapdf
from tests.unit.signing.workshop import (
    AT,
    CHECKER,
    FIELDS,
    SECRETARIS,
    SIGNATORIES,
    VOORZITTER,
    adopted,
    bar_over,
    material,
    note_on_first_page,
    outside_sign,
    own_signer,
    put,
    signed_once,
    signed_twice,
    throwaway,
    typeset_letter,
    update,
)

NAME = generic.pdf_name
Change = Callable[[IncrementalPdfFileWriter], None]


def check(signed: bytes, *, fields: tuple[str, ...] = FIELDS) -> SignatureReport:
    return CHECKER.check(signed, adopted(), fields=fields)


def timestamped(pdf: bytes, field: str = "Archief", change: Change | None = None) -> bytes:
    """The letter with an archive timestamp, and with a change of the test's in the same revision."""
    key = own_signer("Secretaris")
    out = io.BytesIO()
    stamper = PdfTimeStamper(DummyTimeStamper(key.signing_cert, key.signing_key, fixed_dt=AT), field_name=field)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if change is not None:
        change(writer)
    stamper.timestamp_pdf(writer, "sha256", output=out)
    return out.getvalue()


def with_validation_data(pdf: bytes) -> bytes:
    certificate = material("Voorzitter").signer.signing_cert
    out = io.BytesIO(pdf)
    DocumentSecurityStore.add_dss(out, sig_contents=None, certs=[certificate], embed_roots=True)
    return out.getvalue()


def in_catalog(key: str, value: generic.PdfObject) -> Change:
    """Puts an entry into the catalog."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root[NAME(key)] = value
        writer.update_root()

    return change


def caught(change: Change) -> bool:
    """Whether a change is caught before the first signature, together with it, and after the last."""
    return all(
        check(spoiled).changes
        for spoiled in (
            outside_sign(update(adopted(), change), "Voorzitter"),
            outside_sign(adopted(), "Voorzitter", change=change),
            update(signed_twice(), change),
        )
    )


# -- what passes ---------------------------------------------------------------------------------------


def test_the_adopted_letter_itself_is_fine_and_has_no_signatures() -> None:
    report = check(adopted())
    assert report.byte_rule_holds
    assert report.signatures == ()


def test_two_signatures_in_turn_are_found_intact_valid_and_in_order() -> None:
    report = check(signed_twice())
    assert report.changes == ()
    assert [s.field for s in report.signatures] == list(FIELDS)
    assert all(s.intact and s.valid and s.throwaway and not s.timestamped for s in report.signatures)
    assert report.signatures[0].at == AT
    assert [s.covers for s in report.signatures] == [len(signed_once()), len(signed_twice())]


def test_trust_is_only_said_when_an_anchor_was_given() -> None:
    stranger = throwaway_authority(SIGNATORIES, at=AT, passphrase=b"x").authority
    for trust, expected in (((), None), ((throwaway().authority,), True), ((stranger,), False)):
        report = CHECKER.check(signed_twice(), adopted(), fields=FIELDS, trust=trust)
        assert [s.trusted for s in report.signatures] == [expected, expected]
        assert report.byte_rule_holds


def test_a_trust_file_without_certificate_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="PEM"):
        CHECKER.check(signed_twice(), adopted(), fields=FIELDS, trust=[b"niets"])


def test_signatures_of_another_program_pass() -> None:
    """A tool with its own stamp, that also writes its name and the time into the metadata."""
    signed = outside_sign(outside_sign(adopted(), "Voorzitter", certify=True), "Secretaris")
    report = check(signed)
    assert report.changes == ()
    assert [(s.field, s.intact, s.valid) for s in report.signatures] == [(f, True, True) for f in FIELDS]


def test_an_approval_signature_of_another_program_may_come_first() -> None:
    assert check(outside_sign(adopted(), "Voorzitter")).byte_rule_holds


def test_validation_data_and_archive_timestamps_pass_in_between_and_after() -> None:
    kept = timestamped(with_validation_data(put(with_validation_data(signed_once()), SECRETARIS, certify=False)))
    report = check(kept)
    assert report.changes == ()
    assert [s.field for s in report.signatures] == list(FIELDS)
    assert all(s.intact and s.valid for s in report.signatures)
    assert verapdf(kept, "3a", "ua1") == []


# -- what does not -------------------------------------------------------------------------------------


def test_a_bar_between_adoption_and_first_signature_is_caught() -> None:
    """It keeps the adopted bytes, and every check that starts at the signature passes."""
    barred = put(update(adopted(), bar_over(0)), VOORZITTER, certify=True)
    signature = PdfFileReader(io.BytesIO(barred)).embedded_signatures[0]
    signature.compute_integrity_info()
    assert signature.diff_result is not None
    assert verapdf(barred, "3a", "ua1") == []
    report = check(barred)
    assert report.begins_with_adopted
    assert not report.byte_rule_holds
    assert "bladzijde 1" in report.changes[0]


def test_a_bar_after_the_last_signature_is_caught() -> None:
    report = check(update(signed_twice(), bar_over(0)))
    assert report.begins_with_adopted
    assert caught(bar_over(1))
    assert any("bladzijde 1" in change for change in report.changes)


def test_a_bar_between_the_signatures_is_caught() -> None:
    barred = update(outside_sign(adopted(), "Voorzitter"), bar_over(1))
    assert check(outside_sign(barred, "Secretaris")).changes


def test_an_extra_annotation_is_caught() -> None:
    assert caught(note_on_first_page)
    assert "bladzijde 1" in check(update(adopted(), note_on_first_page)).changes[0]


def test_an_extra_signature_in_a_field_of_its_own_is_caught() -> None:
    field = SigFieldSpec("Griffier", on_page=0, box=(20, 20, 120, 60))
    extra = outside_sign(outside_sign(adopted(), "Voorzitter"), "Griffier", key="Secretaris", new_field=field)
    report = check(extra)
    assert not report.byte_rule_holds
    assert any("Griffier" in change for change in report.changes)


def test_an_extra_signature_that_nobody_sees_is_caught() -> None:
    extra = outside_sign(signed_once(), "Stil", key="Secretaris", new_field=SigFieldSpec("Stil"))
    report = check(extra)
    assert any("Stil" in change for change in report.changes)


def test_a_field_that_may_not_be_filled_is_caught() -> None:
    report = check(signed_twice(), fields=("Voorzitter",))
    assert any("Secretaris is gevuld" in change for change in report.changes)


def test_a_visible_archive_timestamp_is_caught() -> None:
    def visible(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec("Archief", on_page=0, box=(20, 20, 120, 60)))

    spoiled = timestamped(update(outside_sign(adopted(), "Voorzitter"), visible))
    assert any("Archief" in change for change in check(spoiled).changes)


def test_swapped_order_is_caught() -> None:
    swapped = outside_sign(outside_sign(adopted(), "Secretaris"), "Voorzitter")
    report = check(swapped)
    assert any("volgorde: Secretaris, Voorzitter" in change for change in report.changes)


def test_the_second_signatory_alone_is_out_of_order() -> None:
    assert any("volgorde" in change for change in check(outside_sign(adopted(), "Secretaris")).changes)


def test_a_flipped_byte_in_the_adopted_part_is_caught_with_its_place() -> None:
    spoiled = bytearray(signed_twice())
    spoiled[1000] ^= 1
    report = check(bytes(spoiled))
    assert not report.begins_with_adopted
    assert "byte 1001" in report.changes[0]


def test_a_whole_other_letter_behind_the_adopted_bytes_is_caught() -> None:
    """The file begins with the adopted bytes, but what a reader shows is another document, signed in full."""
    other = io.BytesIO()
    with pikepdf.open(io.BytesIO(adopted())) as pdf:
        pdf.docinfo.Title = "Een andere brief"
        pdf.save(other)
    shifted = _moved(other.getvalue(), len(adopted()))
    signed = outside_sign(adopted() + shifted, "Voorzitter")
    report = check(signed)
    assert report.begins_with_adopted
    assert any("ander document" in change for change in report.changes)


def _moved(pdf: bytes, by: int) -> bytes:
    """A PDF with a plain cross-reference table, its offsets moved up."""
    body, _, tail = pdf.rpartition(b"\nxref\n")
    table, _, trailer = tail.partition(b"trailer")
    lines = [
        b"%010d" % (int(line[:10]) + by) + line[10:] if line.endswith(b" n ") else line for line in table.split(b"\n")
    ]
    head, _, _ = trailer.rpartition(b"startxref")
    end = b"startxref\n%d\n%%%%EOF\n" % (len(body) + 1 + by)
    return body + b"\nxref\n" + b"\n".join(lines) + b"trailer" + head + end


def test_bytes_behind_the_end_are_caught() -> None:
    assert check(signed_twice() + b"iets erbij").changes
    assert check(adopted() + b"iets erbij").changes


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda end: b"\n", id="a newline"),
        pytest.param(lambda end: b"%%EOF\n", id="a second end"),
        pytest.param(lambda end: end, id="the closing lines once more"),
        pytest.param(lambda end: b"% een regel\n" + end, id="a comment that closes like a PDF"),
        pytest.param(lambda end: b"% >>\n" + end, id="a comment that ends like a trailer"),
    ],
)
@pytest.mark.parametrize("letter", [adopted, signed_twice], ids=["adopted", "signed"])
def test_a_tail_that_reads_like_the_end_of_a_pdf_is_caught(
    letter: Callable[[], bytes], made: Callable[[bytes], bytes]
) -> None:
    whole = letter()
    end = whole[whole.rindex(b"startxref") :]
    assert check(whole + made(end)).changes


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("/MarkInfo", generic.DictionaryObject(), id="no longer tagged"),
        pytest.param("/Lang", generic.pdf_string("en"), id="another language"),
        pytest.param("/OpenAction", generic.DictionaryObject({NAME("/S"): NAME("/JavaScript")}), id="a script"),
        pytest.param("/Perms", generic.DictionaryObject({NAME("/UR3"): generic.DictionaryObject()}), id="usage rights"),
        pytest.param(
            "/Perms",
            generic.DictionaryObject({NAME("/DocMDP"): generic.DictionaryObject()}),
            id="certified by nothing",
        ),
    ],
)
def test_a_changed_catalog_is_caught(key: str, value: generic.PdfObject) -> None:
    assert caught(in_catalog(key, value))


def test_another_title_is_caught_though_pyhanko_lets_metadata_change() -> None:
    def retitle(writer: IncrementalPdfFileWriter) -> None:
        info = writer.trailer["/Info"]
        info[NAME("/Title")] = generic.pdf_string("Geheim")
        writer.update_container(info)

    assert caught(retitle)
    assert "titel" in check(outside_sign(adopted(), "Voorzitter", change=retitle)).changes[0]


def test_another_title_in_the_xmp_metadata_is_caught() -> None:
    def retitle(writer: IncrementalPdfFileWriter) -> None:
        stream = writer.root["/Metadata"]
        changed = stream.data.replace(b"Statenmededeling", b"Statenmededeeling")
        assert changed != stream.data
        entry = generic.StreamObject({NAME("/Type"): NAME("/Metadata"), NAME("/Subtype"): NAME("/XML")}, changed)
        writer.root[NAME("/Metadata")] = writer.add_object(entry)
        writer.update_root()

    assert caught(retitle)
    assert "XMP" in check(update(adopted(), retitle)).changes[0]


def test_a_form_that_readers_must_redraw_is_caught() -> None:
    def redraw(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form[NAME("/NeedAppearances")] = generic.BooleanObject(True)
        writer.update_container(form)

    reader = PdfFileReader(io.BytesIO(update(adopted(), redraw)))
    with pytest.raises(SuspiciousModification):
        letter_policy().apply(reader.get_historical_resolver(0), reader.get_historical_resolver(1))


def test_a_revision_that_signs_nothing_is_caught_even_when_it_changes_nothing() -> None:
    def touch(writer: IncrementalPdfFileWriter) -> None:
        writer.update_root()

    assert check(update(adopted(), touch)).changes
    assert check(update(signed_twice(), touch)).changes


def test_an_object_that_nothing_uses_is_caught() -> None:
    def hide(writer: IncrementalPdfFileWriter) -> None:
        writer.add_object(generic.StreamObject(stream_data=b"stil toegevoegd"))

    assert caught(hide)


def test_a_redrawn_stamp_of_an_earlier_signature_is_caught() -> None:
    """Held against the adopted letter alone, the stamp of the first signature is new, so a second one may redraw it."""

    def redraw(writer: IncrementalPdfFileWriter) -> None:
        field = next(f for f in writer.root["/AcroForm"]["/Fields"] if f.get_object()["/T"] == "Voorzitter")
        stamp = field.get_object()["/AP"].raw_get("/N")
        stream = stamp.get_object()
        stream._data = b"0 g 0 0 200 56 re f"
        stream._encoded_data = None
        stream.pop("/Filter", None)
        writer.mark_update(stamp)

    assert check(outside_sign(update(outside_sign(adopted(), "Voorzitter"), redraw), "Secretaris")).changes


@pytest.mark.parametrize("field", FIELDS)
def test_a_signature_that_covers_less_than_the_file_as_it_was_is_caught_under_its_name(field: str) -> None:
    """Its ByteRange ends early: what stands behind it could be anything."""
    whole = signed_twice()
    ranges = list(re.finditer(rb"/ByteRange \[0 (\d+) (\d+) (\d+)( *)\]", whole))
    assert len(ranges) == 2
    found = ranges[FIELDS.index(field)]
    shorter = b"%d" % (int(found[3]) - 100)
    spoiled = whole[: found.start(3)] + shorter.ljust(len(found[3]) + len(found[4])) + whole[found.end(4) :]
    assert len(spoiled) == len(whole)
    report = check(spoiled)
    assert any(field in change and "dekt niet" in change for change in report.changes)


@pytest.mark.parametrize(
    ("box", "shows"), [((20, 20, 120, 60), True), ((20, 20, 20, 60), False), ((20, 20, 120, 20), False), (None, False)]
)
def test_an_archive_timestamp_is_called_visible_when_its_field_has_width_and_height(
    box: tuple[int, int, int, int] | None, shows: bool
) -> None:
    """Field and timestamp come in one revision, as programs make them."""

    def field(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec("Archief", on_page=0, box=box))

    report = check(timestamped(outside_sign(adopted(), "Voorzitter"), change=field))
    assert any("Archief is zichtbaar" in change for change in report.changes) is shows


def test_an_encrypted_file_is_caught() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(adopted())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    report = check(out.getvalue())
    assert not report.byte_rule_holds


# -- what cannot be read -------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"geen pdf", b"%PDF-1.7\n%%EOF\n", None, b"\x00" * 5000])
def test_what_is_no_pdf_gives_a_report(data: bytes | None) -> None:
    report = check(typeset_letter().pdf[:500] if data is None else data)
    assert not report.byte_rule_holds
    assert report.signatures == ()
    assert any("niet te lezen" in change for change in report.changes)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, len(signed_twice()) - 1))
def test_a_truncated_file_is_caught(cut: int) -> None:
    """Cut anywhere, a letter is no letter; but cut back to an earlier state it is that state."""
    whole = signed_twice()[:cut]
    report = check(whole)
    if whole.rstrip() in (adopted().rstrip(), signed_once().rstrip()):
        return
    assert not report.byte_rule_holds


@settings(max_examples=budget(15, 300), deadline=None)
@given(st.integers(len(adopted()), len(signed_twice()) - 1), st.integers(1, 255))
def test_a_changed_byte_among_the_signatures_never_passes_as_two_sound_signatures(at: int, mask: int) -> None:
    spoiled = bytearray(signed_twice())
    spoiled[at] ^= mask
    report = check(bytes(spoiled))
    sound = [s.field for s in report.signatures if s.intact and s.valid]
    if report.byte_rule_holds and sound == list(FIELDS):
        # Only what no signature covers may differ: the unused rest of the space that holds the last signature.
        first, second = PdfFileReader(io.BytesIO(signed_twice())).embedded_signatures
        gaps = [(s.byte_range[1], s.byte_range[2]) for s in (first, second)]
        assert any(start <= at < end for start, end in gaps)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.booleans())
def test_whatever_stands_behind_the_adopted_bytes_gives_a_report(tail: bytes, prefixed: bool) -> None:
    report = check((adopted() if prefixed else b"") + tail)
    if tail:
        assert not report.byte_rule_holds
