"""The released documents, looked at with tools that are not ours."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import DOCUMENTS, LETTER_PDF, REPORT_PDF
from tests.e2e.conftest import Demo
from tests.support.budget import where_there_is_time
from tests.support.programs import require_program
from tests.support.verapdf import verapdf
from tests.support.words import html_words, which_differ

PARTS = (
    "Onderwerp",
    "Aan",
    "Kennisnemen van",
    "Aanleiding",
    "Bevoegdheid",
    "Kernboodschap",
    "Consequenties",
    "Europese en internationale zaken",
    "Communicatie",
    "Vervolg",
    "Bijlagen",
)
"""The letter's parts in the fixed order of a statenmededeling."""

CLOSING = (
    "Gedeputeerde Staten van Noord-Brabant,",
    "de voorzitter,",
    "de secretaris,",
    "Opdrachtgever:",
    "Opdrachtnemer:",
)
"""What stands below the last part, in this order."""

UNFILLED = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|\bundefined\b|\bnan\b|\blorem\b|\bTODO\b|\bXXX\b", re.IGNORECASE)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FEWEST_PAGES, FEWEST_WORDS = 24, 25


def test_pdfsig_finds_both_signatures_valid_and_the_last_covers_the_whole_letter(demo: Demo) -> None:
    said = poppler("pdfsig", demo.document(LETTER_PDF))
    assert re.findall(r"Signature Field Name: (.+)", said) == ["Voorzitter", "Secretaris"]
    assert re.findall(r"Signature Validation: (.+)", said) == ["Signature is Valid."] * 2
    assert said.count("Total document signed") == 1
    assert said.rindex("Total document signed") > said.index("Secretaris")


@pytest.mark.parametrize(
    ("name", "profiles"),
    [
        pytest.param(LETTER_PDF, ("3a", "ua1"), id="signed letter", marks=where_there_is_time),
        pytest.param(REPORT_PDF, ("2a", "ua1"), id="report"),
    ],
)
def test_verapdf_passes_archive_and_accessibility_profile(demo: Demo, name: str, profiles: tuple[str, ...]) -> None:
    assert verapdf(demo.document(name), *profiles) == []


def test_the_letter_carries_the_report_byte_for_byte_and_prints_its_hash(demo: Demo, tmp_path: Path) -> None:
    poppler("pdfdetach", "-saveall", "-o", tmp_path, demo.document(LETTER_PDF))
    report = demo.document(REPORT_PDF).read_bytes()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {REPORT_PDF: report}
    assert sha256_hex(report) in re.sub(r"\s", "", words_of(demo.document(LETTER_PDF)))


def test_pdftotext_gives_the_letters_parts_in_the_fixed_order_and_none_is_empty(demo: Demo) -> None:
    lines = [line.strip() for line in words_of(demo.document(LETTER_PDF)).splitlines() if line.strip()]
    assert [line for line in lines if line in PARTS] == list(PARTS)
    assert not any(first in PARTS and second in PARTS for first, second in pairwise(lines))
    after = lines[lines.index("Bijlagen") :]
    text = "\n".join(after)
    places = [text.find(words) for words in CLOSING]
    assert -1 not in places and places == sorted(places)
    assert lines[lines.index("Communicatie") + 1] == "Nvt"


def test_word_pdf_and_web_page_say_the_same_words_in_the_same_order(demo: Demo) -> None:
    """The released files, the letter with both its signatures."""
    assert which_differ({name: demo.document(name).read_bytes() for name in DOCUMENTS}) == {}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_field_is_left_unfilled(demo: Demo, name: str) -> None:
    text = words_of(demo.document(name))
    assert len(text) > 2000
    assert UNFILLED.findall(text) == []


def test_the_report_has_something_to_say_on_each_page_after_its_cover(demo: Demo) -> None:
    pages = words_of(demo.document(REPORT_PDF)).rstrip("\f").split("\f")
    assert len(pages) >= FEWEST_PAGES
    thin = {number: len(page.split()) for number, page in enumerate(pages[1:], 2) if len(page.split()) < FEWEST_WORDS}
    assert thin == {}


def words_of(document: Path) -> str:
    """The text of a PDF by pdftotext, of a Word file by its text elements, headers and footers too, of a web page."""
    if document.suffix == ".html":
        return "\n".join(html_words(document.read_bytes()))
    if document.suffix == ".pdf":
        return poppler("pdftotext", "-layout", document, "-").replace("\u00ad", "")
    with zipfile.ZipFile(io.BytesIO(document.read_bytes())) as parts:
        names = [n for n in parts.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes)\.xml", n)]
        trees = [etree.fromstring(parts.read(name)) for name in names]
    paragraphs = [p for tree in trees for p in tree.iter(f"{WORD}p")]
    return "\n".join("".join(t.text or "" for t in p.iter(f"{WORD}t")) for p in paragraphs)


def poppler(program: str, *arguments: str | Path) -> str:
    """What a program of poppler-utils prints."""
    command = [require_program(program, install="poppler-utils"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
