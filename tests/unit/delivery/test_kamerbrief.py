"""The Kamerbrief's date and number: read with certainty, or asked for."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from bna_pipeline.delivery.kamerbrief import read_kamerbrief
from bna_pipeline.errors import KamerbriefUnreadable
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import Kamerbrief
from tests.unit.record.story import tiny_pdf

ABOUT = "Voortgang van het Deltaplan"
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def read(*lines: str, day: date | None = None, number: str | None = None, dossier: str = "29697") -> Kamerbrief:
    return read_kamerbrief(
        "brief.pdf", tiny_pdf(ABOUT, *lines), date=day, number=number, dossier=dossier, words=["Deltaplan"]
    )


def refused(*lines: str, day: date | None = None, number: str | None = None) -> KamerbriefUnreadable:
    with pytest.raises(KamerbriefUnreadable) as caught:
        read(*lines, day=day, number=number)
    return caught.value


@given(st.dates(min_value=date(1995, 1, 1), max_value=date(2095, 12, 31)), st.integers(1, 9999))
@settings(max_examples=40, deadline=None)
def test_any_dutch_date_and_number_are_read(day: date, number: int) -> None:
    letter = read(f"Datum {day.day} {MONTHS[day.month - 1]} {day.year}", f"Kamerstuk 29697, nr. {number}")
    assert (letter.date, letter.number) == (day, f"29697 nr. {number}")


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("29697 nr. 82", "29697 nr. 82"),
        ("29 697, nr. 82", "29697 nr. 82"),
        ("29697-82", "29697 nr. 82"),
        ("Kamerstukken II 29 697, nr. 82", "29697 nr. 82"),
        ("29 697 Ruimtelijk beleid Nr. 82 BRIEF VAN DE STAATSSECRETARIS", "29697 nr. 82"),
        ("Ons kenmerk DGBI-I / 20160183", "DGBI-I / 20160183"),
        ("Kenmerk: 2020-0000512", "2020-0000512"),
    ],
)
def test_the_ways_in_which_a_number_is_written(line: str, number: str) -> None:
    assert read("Datum 1 juli 2020", line).number == number


def test_the_senders_reference_wins_over_an_earlier_letter_named_in_the_text() -> None:
    filler = ["Dit is een regel van de brief die over iets anders gaat en lang genoeg is."] * 14
    letter = read("Datum 1 juli 2020", "Uw kenmerk AB-1", "Ons kenmerk CD-2", *filler, "zie 29697, nr. 70")
    assert letter.number == "CD-2"


def test_the_letters_own_date_wins_over_dates_in_its_text() -> None:
    letter = read("Den Haag, 1 juli 2020", "29697 nr. 82", "Op 25 juni 2018 is de agenda aangeboden.")
    assert letter.date == date(2020, 7, 1)


def test_what_a_person_gives_wins() -> None:
    letter = read("Datum 1 juli 2020", "29697 nr. 82", day=date(2020, 7, 2))
    assert (letter.date, letter.number) == (date(2020, 7, 2), "29697 nr. 82")
    assert read("Datum 1 juli 2020", number=" 29697   nr. 83 ").number == "29697 nr. 83"


def test_a_doubtful_date_or_number_is_asked_for() -> None:
    assert "--date" in refused("Op 25 juni 2018 en op 4 juli 2019", "29697 nr. 82").mend
    assert "datum" in refused("Datum 31 juni 2020", "29697 nr. 82").message
    assert "nummer" in refused("Datum 1 juli 2020", "29697 nr. 82 en 29697 nr. 83").message
    assert "nummer" in refused("Datum 1 juli 2020", "129697 nr. 82").message


def test_a_letter_about_something_else_never_lifts_the_embargo() -> None:
    data = tiny_pdf("Datum 1 juli 2020", "29697 nr. 82", "Over de visserij")
    with pytest.raises(KamerbriefUnreadable, match="Deltaplan"):
        read_kamerbrief("brief.pdf", data, date=None, number=None, dossier="29697", words=["Deltaplan"])
    with pytest.raises(KamerbriefUnreadable, match="Deltaplan"):
        read_kamerbrief("brief.pdf", data, date=date(2020, 7, 1), number=None, dossier="29697", words=["Deltaplan"])


def test_who_gives_both_vouches_for_a_scan_and_for_another_wording() -> None:
    letter = read_kamerbrief(
        "scan.pdf", tiny_pdf(""), date=date(2020, 7, 1), number="29697 nr. 82", dossier="29697", words=["Deltaplan"]
    )
    assert letter.file.sha256 == sha256_hex(tiny_pdf(""))
    with pytest.raises(KamerbriefUnreadable, match="scan"):
        read_kamerbrief("scan.pdf", tiny_pdf(""), date=None, number=None, dossier="29697", words=[])


def test_words_broken_over_lines_are_found() -> None:
    data = tiny_pdf("Datum 1 juli 2020", "29697 nr. 82", "Voortgang van het Delta-", "plan")
    read_kamerbrief("brief.pdf", data, date=None, number=None, dossier="29697", words=["het Deltaplan"])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7 afgebroken", tiny_pdf(ABOUT)[:-10]])
def test_what_is_no_whole_pdf_is_refused_even_with_date_and_number(data: bytes) -> None:
    with pytest.raises(KamerbriefUnreadable, match="geen hele PDF"):
        read_kamerbrief("x.pdf", data, date=date(2020, 7, 1), number="29697 nr. 82", dossier="29697", words=[])


def test_an_encrypted_letter_is_said_to_be_that() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(tiny_pdf(ABOUT)))
    writer.encrypt("geheim", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(KamerbriefUnreadable, match="versleuteld"):
        read_kamerbrief("x.pdf", out.getvalue(), date=None, number=None, dossier="29697", words=[])


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_a_damaged_letter_is_read_or_refused_and_nothing_else(place: int, noise: bytes) -> None:
    good = tiny_pdf(ABOUT, "Datum 1 juli 2020", "29697 nr. 82")
    place %= len(good)
    broken = good[:place] + noise + good[place + len(noise) :]
    try:
        read_kamerbrief("x.pdf", broken, date=None, number=None, dossier="29697", words=["Deltaplan"])
    except KamerbriefUnreadable as refused_letter:
        # Whatever is refused tells the coordinator what to do next.
        assert refused_letter.mend  # noqa: PT017
