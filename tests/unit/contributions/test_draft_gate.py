"""A file sent back as a draft passes the gate of the inbox, or is refused in Dutch with what to send instead."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache

import pytest

from bna_pipeline.contributions.draft_gate import draft_findings
from bna_pipeline.model.intake import IntakeLimits
from tests.support.word_edits import WordEdit
from tests.unit.documents import returned_draft

LIMITS = IntakeLimits()
OLD = bytes.fromhex("D0CF11E0A1B11AE1")


@cache
def _draft() -> bytes:
    return returned_draft.own().data


def _with(parts: Mapping[str, bytes], drop: str = "") -> bytes:
    """The draft with these parts added or replaced."""
    kept = {name: data for name, data in WordEdit(_draft()).parts.items() if name != drop}
    return _zip({**kept, **parts})


def _zip(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _relations(entry: str) -> bytes:
    rels = WordEdit(_draft()).parts["word/_rels/document.xml.rels"].decode()
    return rels.replace("</Relationships>", f"{entry}</Relationships>").encode()


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


def _bad() -> dict[str, tuple[bytes, str]]:
    odt = _zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    template = (
        f'<Relationship Id="rIdT" Type="{_OFFICE}/attachedTemplate" Target="file:///x.dotm" TargetMode="External"/>'
    )
    picture = (
        f'<Relationship Id="rIdP" Type="{_OFFICE}/image" Target="https://example.org/a.png" TargetMode="External"/>'
    )
    field = _BODY % '<w:p><w:r><w:instrText>INCLUDETEXT "c:/x"</w:instrText></w:r></w:p>'
    deep = _BODY % ("<w:p>" * 200 + "</w:p>" * 200)
    return {
        "afgebroken": (_draft()[: len(_draft()) // 2], "beschadigd"),
        "bom": (_with({"word/media/x.bin": b"\0" * (20 * 1024 * 1024)}), "groter dan"),
        "macro's": (_with({"word/vbaProject.bin": b"x"}), "macro's"),
        "ingesloten": (_with({"word/embeddings/oleObject1.bin": b"x"}), "ingesloten"),
        "wachtwoord": (OLD + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
        "doc": (OLD + "WordDocument".encode("utf-16-le"), ".doc"),
        "odt": (odt, "OpenDocument"),
        "pdf": (b"%PDF-1.7\n", "pdf"),
        "rtf": (b"{\\rtf1 x}", "RTF"),
        "tekst": (b"Beste mensen,", "tekstbestand"),
        "leeg": (b"", "leeg"),
        "excel": (_zip({"xl/workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "Excel"),
        "doctype": (_with({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "documenttype"),
        "geen xml": (_with({"word/styles.xml": b"<w:styles"}), "geen geldige XML"),
        "sjabloon elders": (_with({"word/_rels/document.xml.rels": _relations(template)}), "sjabloon"),
        "afbeelding elders": (_with({"word/_rels/document.xml.rels": _relations(picture)}), "haalt een afbeelding op"),
        "veld dat iets ophaalt": (_with({"word/document.xml": field.encode()}), "INCLUDETEXT"),
        "te diep": (_with({"word/document.xml": deep.encode()}), "te diep"),
        "zonder tekst": (_with({}, drop="word/document.xml"), "een zipbestand"),
        "te groot": (b"PK" + bytes(LIMITS.file_bytes), "de grens"),
    }


BAD = (
    "afgebroken", "bom", "macro's", "ingesloten", "wachtwoord", "doc", "odt", "pdf", "rtf", "tekst", "leeg", "excel",
    "doctype", "geen xml", "sjabloon elders", "afbeelding elders", "veld dat iets ophaalt", "te diep",
    "zonder tekst", "te groot",
)  # fmt: skip


@cache
def _made() -> dict[str, tuple[bytes, str]]:
    return _bad()


def test_every_bad_file_is_tried() -> None:
    assert set(_made()) == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_what_is_wrong_and_what_to_send(name: str) -> None:
    data, word = _made()[name]
    findings = draft_findings("concept.docx", data, LIMITS)
    assert len(findings) == 1
    assert word in findings[0].message
    assert findings[0].mend.strip() and "formulier" not in findings[0].mend.lower()


def test_a_draft_passes_whatever_it_is_called() -> None:
    assert draft_findings("concept.docx", _draft(), LIMITS) == ()
    assert draft_findings("Concept \u202e3 (kopie).docx", _draft(), LIMITS) == ()
