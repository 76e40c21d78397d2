"""Formats by PRONOM, seen from bytes and endings, in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bna_pipeline.errors import RecordError
from bna_pipeline.record import formats
from bna_pipeline.record.formats import UNKNOWN, formats_of
from tests.unit.record.story import tiny_pdf


def test_formats_are_those_of_the_register_and_what_it_does_not_know_is_unknown() -> None:
    found = formats_of(
        {
            "a/brief.pdf": tiny_pdf("Brief"),
            "b/lijst.json": b'{"a": 1}',
            "c/lijst.json": b'{"a": 1}',
            "logboek.jsonl": b"{}\n",
            "leeg": b"",
            "raadsel.qqq": bytes(range(256)),
            "verkleed.docx": tiny_pdf("Brief"),
            "geen ending./..\\x": b"tekst",
        }
    )
    codes = {path: found[path].puid for path in found}
    assert codes["a/brief.pdf"] == "fmt/276"
    assert codes["b/lijst.json"] == codes["c/lijst.json"] == "fmt/817"
    assert codes["logboek.jsonl"] == "fmt/2054"
    assert found["leeg"] == found["raadsel.qqq"] == UNKNOWN
    assert codes["verkleed.docx"] == "fmt/276"  # the bytes go before the ending
    assert found["a/brief.pdf"].name == "Acrobat PDF 1.7 - Portable Document Format"
    # The library does not survive a fork, and takes the process along when it falls.
    assert "pygfried" not in sys.modules


def test_nothing_is_started_for_nothing() -> None:
    assert formats_of({}) == {}


def test_a_scan_that_fails_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "scan.py"
    broken.write_text("raise SystemExit('siegfried meldt brand')", encoding="utf-8")
    monkeypatch.setattr(formats, "_SCANNER", broken)
    with pytest.raises(RecordError, match="siegfried meldt brand"):
        formats_of({"a.txt": b"tekst"})
