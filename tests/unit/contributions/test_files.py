"""Files that are no contribution: each is named in words, none is unpacked without limits, none makes a traceback."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.contributions import zips
from bna_pipeline.contributions.judge import judge, judge_editorial
from bna_pipeline.model.intake import IntakeLimits
from tests.fuzz.cases.forms import strict_open_xml, styled
from tests.fuzz.cases.packages import in_64_bits
from tests.unit.contributions import small

LIMITS = IntakeLimits()
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600


def _zip(*names: str, content: bytes = b"x") -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def _open_sheet() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "x")
    return buffer.getvalue()


def _utf16(name: str) -> bytes:
    return OLE + name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "BIJ-002", "een leeg bestand"),
        (b"%PDF-1.7\n%...", "BIJ-001", "een pdf"),
        (small.picture(10, 10), "BIJ-001", "een afbeelding (PNG)"),
        (small.picture(10, 10, "JPEG"), "BIJ-001", "een foto (JPEG)"),
        (b"{\\rtf1 hallo}", "BIJ-001", "een RTF-bestand"),
        (b"<!DOCTYPE html><p>hallo", "BIJ-001", "een webpagina"),
        (_zip("xl/workbook.bin"), "BIJ-001", ".xlsb"),
        (_zip("xl/workbook.xml"), "BIJ-002", "mist de lijst van zijn delen"),
        (_zip("ppt/presentation.xml"), "BIJ-001", "een PowerPoint-bestand"),
        (_zip("mimetype", "content.xml"), "BIJ-001", "OpenDocument"),
        (_open_sheet(), "BIJ-001", ".ods"),
        (_zip("brief.docx"), "BIJ-001", "een zipbestand"),
        (_utf16("EncryptedPackage"), "BIJ-003", "wachtwoord"),
        (_utf16("WordDocument"), "BIJ-001", ".doc"),
        (_utf16("Workbook"), "BIJ-001", ".xls"),
        (OLE, "BIJ-001", "oud Office"),
        (small.form()[:5000], "BIJ-002", "half verzonden"),
        (b"\x00\x01\x02\xff\xfe", "BIJ-001", "onbekende soort"),
        (b"Beste mensen, hierbij onze bijdrage.", "BIJ-001", "geen ingevuld formulier"),
        ("edition: één".encode("latin-1"), "BIJ-002", "geen UTF-8"),
    ],
)
def test_a_file_is_named_by_its_content_whatever_it_is_called(data: bytes, code: str, words: str) -> None:
    found = judge(small.PROGRAMME, small.EDITION, "school", "bijdrage.docx", data)
    (finding,) = found.findings
    assert finding.code == code
    assert words in finding.message
    assert finding.mend
    assert found.carrier is None
    assert found.contribution is None


def _corrupt(docx: bytes) -> bytes:
    at = docx.index(b"word/document.xml") + 200
    return docx[:at] + bytes(b ^ 0xFF for b in docx[at : at + 40]) + docx[at + 40 :]


def _password(docx: bytes) -> bytes:
    # The flag in both headers of every entry, as a locked zip has it.
    data = bytearray(docx)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def _with(name: str, content: str = "x") -> Callable[[bytes], bytes]:
    return lambda docx: small.rewritten(docx, {name: content})


def _entities(docx: bytes) -> bytes:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    return small.rewritten(docx, {"word/document.xml": lambda t: t.replace("<w:document", f"{bomb}<w:document", 1)})


def _outside(docx: bytes) -> bytes:
    dtd = '<!DOCTYPE x SYSTEM "file:///etc/hostname">'
    return small.rewritten(docx, {"docProps/core.xml": lambda t: t.replace("<cp:core", f"{dtd}<cp:core", 1)})


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (_with("word/vbaProject.bin"), "BIJ-005", "macro"),
        (_with("word/embeddings/oleObject1.bin"), "BIJ-005", "ingesloten"),
        (_with("word/activeX/activeX1.xml"), "BIJ-005", "ingesloten"),
        (_with("../../buiten.xml"), "BIJ-005", "buiten zijn map"),
        (_with("/absoluut.xml"), "BIJ-005", "buiten zijn map"),
        (_with("word/bom.xml", "0" * 16_000_000), "BIJ-004", "Uitgepakt"),
        (_entities, "BIJ-005", "documenttype"),
        (_outside, "BIJ-005", "documenttype"),
        (_with("word/document.xml.rels", ""), "", ""),
        (lambda d: small.rewritten(d, {"word/document.xml": lambda t: t[:-30]}), "BIJ-002", "XML"),
        (_corrupt, "BIJ-002", "beschadigd"),
        (_password, "BIJ-003", "wachtwoord"),
    ],
)
def test_a_word_file_that_is_dangerous_or_damaged_is_refused_unopened(
    change: Callable[[bytes], bytes], code: str, words: str
) -> None:
    found = small.word_judged(change(small.filled({"T-01.a": "vertraagd"})))
    if not code:
        assert found.carrier is not None
        return
    (finding,) = found.findings
    assert finding.code == code
    assert words in finding.message


def test_a_file_over_the_limit_is_not_opened() -> None:
    found = small.word_judged(small.form() + b"\0" * LIMITS.file_bytes)
    assert [f.code for f in found.findings] == ["BIJ-004"]


def test_a_zip_of_very_many_entries_is_not_unpacked() -> None:
    data = _zip("word/document.xml", *(f"word/{n}.xml" for n in range(LIMITS.entries)))
    assert [f.code for f in small.word_judged(data).findings] == ["BIJ-004"]


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"{", b"a: ", OLE[:8], b"\x89PNG\r\n\x1a\n"]))
@settings(max_examples=120, deadline=None)
def test_no_bytes_whatever_make_a_traceback(tail: bytes, start: bytes) -> None:
    for found in (
        judge(small.PROGRAMME, small.EDITION, "school", "x", start + tail),
        judge_editorial(small.PROGRAMME, small.EDITION, "x", start + tail),
    ):
        assert found.findings
        assert found.contribution is None


@given(st.integers(0, 40_000), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_a_form_with_one_changed_byte_makes_no_traceback(at: int, value: int) -> None:
    data = bytearray(small.form())
    data[at % len(data)] = value
    assert small.word_judged(bytes(data)).findings


def test_writing_a_zip_anew_keeps_order_and_content_and_forgets_the_dates() -> None:
    data = _zip("b.xml", "a.xml", content=b"inhoud")
    again = zips.normalised(data)
    with zipfile.ZipFile(BytesIO(again)) as archive:
        assert archive.namelist() == ["b.xml", "a.xml"]
        assert archive.read("a.xml") == b"inhoud"
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert zips.normalised(again) == again


def test_a_zip_with_a_record_of_64_bits_is_read() -> None:
    found = small.word_judged(
        in_64_bits(small.filled({"T-01.a": "conform planning", "T-01.b": "Goed."}), directories=1)
    )
    assert found.contribution is not None


def test_a_footer_is_only_read_when_nothing_surer_tells_whose_form_it_is() -> None:
    form = small.filled({"T-01.a": "conform planning", "T-01.b": "Goed."})
    broken = small.rewritten(form, {"word/footer9.xml": "geen xml"})
    assert small.word_judged(broken).contribution is not None
    without = {
        "docProps/custom.xml": None,
        "docProps/core.xml": lambda core: core.replace("dc:identifier", "dc:rights"),
    }
    assert small.word_judged(small.rewritten(form, {**without})).contribution is not None


def test_a_strict_form_is_told_how_to_be_saved() -> None:
    found = small.word_judged(strict_open_xml())
    assert "Strict Open XML" in found.findings[0].message
    assert "Opslaan als" in found.findings[0].mend


def test_text_that_says_itself_that_it_is_seen_counts_whatever_its_style_hides() -> None:
    seen = styled("<w:rPr><w:vanish/></w:rPr>", '<w:rStyle w:val="weg"/><w:vanish w:val="0"/>')
    assert small.word_judged(seen).findings == ()
