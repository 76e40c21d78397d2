"""The checks that other tests lean on can fail."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest
import typst

from tests.support.programs import require_program
from tests.support.verapdf import verapdf


@pytest.fixture(scope="module")
def plain() -> bytes:
    """A PDF as any program writes it: one blank page, no tags, no metadata."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=595, height=842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_tagged_pdf_with_a_title_and_a_language_passes() -> None:
    source = b'#set document(title: "Proef")\n#set text(lang: "nl")\n= Kop\nTekst.'
    pdf = typst.compile(source, format="pdf", pdf_standards=["a-2a", "ua-1"])
    assert isinstance(pdf, bytes)
    assert verapdf(pdf, "2a", "ua1") == []


@pytest.mark.parametrize(("flavour", "rule"), [("2a", "2a 6.6.2.1 t1"), ("3a", "3a 6.7.3.3 t1"), ("ua1", "ua1 6.2 t1")])
def test_a_plain_pdf_breaks_the_rules_of_every_profile(plain: bytes, flavour: str, rule: str) -> None:
    assert any(line.startswith(rule) for line in verapdf(plain, flavour))


def test_both_profiles_are_held_against_the_file_when_two_are_named(plain: bytes) -> None:
    assert {line.split()[0] for line in verapdf(plain, "2a", "ua1")} == {"2a", "ua1"}


@pytest.mark.parametrize("data", [b"", b"geen pdf", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_pdf_never_passes(data: bytes) -> None:
    assert verapdf(data, "2a")


def test_a_check_without_a_profile_is_a_mistake(plain: bytes) -> None:
    with pytest.raises(ValueError, match="flavour"):
        verapdf(plain)


def test_a_missing_program_fails_in_ci_and_is_skipped_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-package"):
        require_program("no-such-program", install="no-such-package")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="no-such-package"):
        require_program("no-such-program", install="no-such-package")


def test_a_program_that_is_there_is_given_with_its_path() -> None:
    assert require_program("sh", install="dash").endswith("/sh")
