"""Checks for personal data where none is asked; the findings never repeat them whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.personal_data import citizen_numbers, mail_addresses, telephone_numbers
from bna_pipeline.contributions.raw import RawContribution, RawReport
from bna_pipeline.contributions.rules import Findings, Rule
from bna_pipeline.model.programme import Programme

_TITLED = re.compile(
    r"\b(?i:de heer|heer|mevrouw|dhr|mevr|mw|drs|ir|ing|mr|dr|prof)\b\.?\s+(?:(?:van|de|den|der|ten|ter) )*[A-Z]"
)


def check_personal(raw: RawContribution, bench: Bench) -> None:
    """A citizen service number, a personal mail address, a telephone number or a person's name is a finding each."""
    findings, known = bench.findings, work_addresses(bench.programme)
    for index, paragraph in enumerate(raw.author.paragraphs):
        look_for_personal_data(raw.author.at(index), paragraph, known, findings, sure=True)
    if _TITLED.search(raw.author.line):
        findings.add(
            Rule.PERSON_NAME,
            raw.author.place,
            "Hier lijkt een naam te staan.",
            "Vul alleen de functie in, zoals: programmamanager.",
        )
    for report in raw.reports:
        for place, paragraph in _paragraphs(report):
            look_for_personal_data(place, paragraph, known, findings)


def _paragraphs(report: RawReport) -> Iterator[tuple[str, str]]:
    for text in (*report.texts, *report.lines):
        for index, paragraph in enumerate(text.paragraphs):
            yield text.at(index), paragraph
    for milestone in report.milestones:
        yield milestone.place, milestone.title


def look_for_personal_data(
    place: str, text: str, known: frozenset[str], findings: Findings, *, sure: bool = False
) -> None:
    """A finding for each citizen service number, mail address and telephone number in one text.

    Args:
        known: addresses that may stand there, in small letters.
        sure: as in `citizen_numbers`.
    """
    for number in citizen_numbers(text, sure=sure):
        findings.add(
            Rule.BSN,
            place,
            f"Hier staat een burgerservicenummer: {number.masked}.",
            "Haal het nummer weg. Stuur geen bestand meer waarin het staat.",
        )
    for address in mail_addresses(text, known):
        whose = "een privéadres" if address.private else "een mailadres"
        findings.add(
            Rule.MAIL_ADDRESS,
            place,
            f"Hier staat {whose}: {address.masked}. Dat zou zo in de rapportage komen.",
            "Haal het adres weg, of noem een adres van een loket of een website.",
        )
    for number in telephone_numbers(text):
        findings.add(
            Rule.PHONE,
            place,
            f"Hier staat een telefoonnummer: {number.masked}. Dat zou zo in de rapportage komen.",
            "Haal het nummer weg, of noem een website.",
        )


def work_addresses(programme: Programme) -> frozenset[str]:
    """The addresses that the programme itself names, in small letters: of its partners and in the letter."""
    contacts = [
        contact
        for partner in programme.partners
        for contact in (
            partner.contact,
            partner.sign_off,
            partner.escalation,
            *(department.contact for department in partner.departments),
        )
        if contact is not None
    ]
    named = [*(contact.mail for contact in contacts), *(person.mail for person in programme.letter.responsible)]
    return frozenset(mail.casefold() for mail in named)
