"""Personal data are found where they surely are, never where another number stands, and never repeated whole."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.contributions.judge import judge_editorial
from bna_pipeline.contributions.personal_checks import work_addresses
from bna_pipeline.contributions.personal_data import (
    citizen_numbers,
    mail_addresses,
    masked,
    masked_name,
    passes_eleven_test,
    telephone_numbers,
)
from bna_pipeline.contributions.rules import Findings, Rule
from tests.unit.contributions import small

digits = st.text("0123456789", min_size=9, max_size=9)


def _with_check_digit(eight: str) -> str:
    return eight + str(sum((9 - place) * int(digit) for place, digit in enumerate(eight)) % 11)


numbers = st.text("0123456789", min_size=8, max_size=8).map(_with_check_digit).filter(lambda n: len(n) == 9 and int(n))


@given(digits)
def test_the_eleven_test_is_the_weighted_sum_of_the_digits(number: str) -> None:
    total = sum((9 - place) * int(digit) for place, digit in enumerate(number[:8])) - int(number[8])
    assert passes_eleven_test(number) == (total % 11 == 0 and number != "000000000")


@given(numbers, st.integers(0, 8), st.integers(1, 9))
def test_one_digit_typed_wrong_never_passes(number: str, place: int, shift: int) -> None:
    other = str((int(number[place]) + shift) % 10)
    assert not passes_eleven_test(number[:place] + other + number[place + 1 :])


@given(numbers, st.sampled_from(["{}", "{0:.4}.{0[4]}{0[5]}.{0[6]}{0[7]}{0[8]}"]))
def test_a_number_beside_its_name_is_found_and_its_mask_shows_two_digits(number: str, way: str) -> None:
    written = way.format(number)
    (found,) = citizen_numbers(f"Haar BSN is {written}.")
    assert re.sub(r"\D", "", found.masked) == number[-2:]
    assert len(found.masked) == len(written)


@given(numbers, st.sampled_from(["project", "RSIN", "dossier", "€", "rekening", "kenmerk:", "zaaknummer"]))
def test_a_number_of_something_else_is_no_citizen_number(number: str, word: str) -> None:
    assert citizen_numbers(f"Mevrouw noemde {word} {number} in haar brief.") == ()


@given(numbers)
def test_a_number_without_a_word_about_a_person_is_no_finding(number: str) -> None:
    assert citizen_numbers(f"Er gingen {number} pakketten over het net.") == ()


@given(numbers, st.text("abc .,\n", max_size=30), st.text("abc .,\n", max_size=30))
def test_no_finding_repeats_a_citizen_number_whole(number: str, before: str, behind: str) -> None:
    findings = Findings()
    findings.add(Rule.STATUS_UNKNOWN, f"rij {number}", f"‘{before} {number} {behind}’ is geen status.", "Kies.")
    (finding,) = findings.all()
    assert number not in f"{finding.place} {finding.message}"


@given(st.text(max_size=80))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    "written",
    [
        "06-12345678",
        "06 12345678",
        "0612345678",
        "06 12 34 56 78",
        "06-1234 5678",
        "+31 6 12345678",
        "+31612345678",
        "0031 6 12345678",
        "+31 (0)6 12345678",
        "040-1234567",
        "040 123 45 67",
        "(040) 123 4567",
        "0492-123456",
        "+31 40 123 45 67",
        "088-1234567",
        "tel. 0401234567",
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(written: str) -> None:
    text = f"Vragen? Bel {written}, of kom langs."
    (found,) = telephone_numbers(text)
    assert not re.search(r"\d{3}", found.masked)
    assert masked(masked(text)) == masked(text) != text


@pytest.mark.parametrize(
    "text",
    [
        "Op 01-02-2020 10:00 uur begon het.",
        "Van 06-12-2020 tot 07-01-2021.",
        "Het kostte € 0612345678 en 1.250.000 euro.",
        "NL91 ABNA 0417 1643 00",
        "De cijfers 0401234567 staan in tabel 3.",
        "Dossier 29697-052, artikel 06.12345678",
        "ISBN 978-06-12345678",
        "In 2019 en 2020 kwamen er 10 000 000 bezoekers.",
    ],
)
def test_dates_amounts_and_codes_are_no_telephone_numbers(text: str) -> None:
    assert telephone_numbers(text) == ()


def test_private_addresses_are_told_apart_and_desks_and_our_own_contacts_left_alone() -> None:
    known = work_addresses(small.PROGRAMME)
    text = "Mail a.voorbeeld@gmail.com, b.voorbeeld@example.org, info@example.org of School@example.org."
    assert [(found.masked, found.private) for found in mail_addresses(text, known)] == [
        ("a...@gmail.com", True),
        ("b...@example.org", False),
    ]
    assert [found.private for found in mail_addresses("info@hotmail.nl")] == [True]


@pytest.mark.parametrize("author", ["dhr. J. de Vries", "Mevrouw Voorbeeld", "drs. Voorbeeld", "ir. van Voorbeeld"])
def test_a_name_with_a_title_is_not_a_function(author: str) -> None:
    assert ("BIJ-093", "author") in small.codes(small.judged(small.data(small.report("T-01"), author=author)))


@pytest.mark.parametrize("author", ["Programmamanager Onderwijs", "Secretaris", "Hoofd ingenieursbureau"])
def test_a_function_is_no_name(author: str) -> None:
    assert small.codes(small.judged(small.data(small.report("T-01"), author=author))) == []


def test_the_redactie_is_looked_at_too() -> None:
    body = {**small.EDITORIAL, "summary": "Bel 06-12345678 of mail school@example.org."}
    found = judge_editorial(small.PROGRAMME, small.EDITION, "redactie.json", json.dumps(body).encode())
    assert small.codes(found) == [("BIJ-092", "summary")]


@given(numbers, st.sampled_from(("bsn_{}.docx", "bijdrage-{}.xlsx", "K{}v2.docx", "{}.yaml")))
def test_a_citizen_number_in_a_files_name_is_masked_whatever_stands_against_it(number: str, name: str) -> None:
    assert masked_name(name.format(number)) == name.format(f"xxxxxxx{number[-2:]}")


def test_other_numbers_in_a_files_name_stay() -> None:
    for name in ("formulier-2020-03-17.docx", "bijdrage_20200317.xlsx", "versie 12 (3).docx", "zaak_1234567820.docx"):
        assert masked_name(name) == name
