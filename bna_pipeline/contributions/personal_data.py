"""Personal data in running text: citizen service numbers, mail addresses, telephone numbers; found and masked.

Pure: text in, places and masked text out. What is found is only as sure as its context; see each function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_NEAR = 60  # characters on each side in which a word says what a number is

# Nine digits, bare or in the groups in which people write them; no part of a longer number or an amount.
_NINE = re.compile(r"(?<![\w€])(?<![\d][.,-])\d(?:[ .-]?\d){8}(?![\d])(?![.,-]\d)", re.ASCII)
_BARE_NINE = re.compile(r"(?<![\w])\d{9}(?!\w)", re.ASCII)
_NINE_IN_NAME = re.compile(r"(?<!\d)\d{9}(?!\d)", re.ASCII)
_NUMBER_OF_A_PERSON = re.compile(r"\b(?:bsn|burgerservice\w*|sofi\w*|persoonsnummer)", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(?:bsn|burgerservice\w*|sofi\w*|persoonsnummer|geboren|geboortedatum|geb\.|paspoort\w*|identiteitskaart"
    r"|dhr|mevr|mevrouw|de heer)",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"(?:€|\beuro|\b(?:rsin|kvk|btw|fiscaal|project|dossier|zaak|rekening|versie|kenmerk)\w*)(?:[ -]?(?:nummer|nr))?"
    r"[\s.:-]*$",
    re.IGNORECASE,
)
_SOME_NUMBER = re.compile(r"(?:nummer|\bnr)[\s.:-]*$", re.IGNORECASE)

_MAIL = re.compile(r"(?<![\w.+-])[\w+-]+(?:\.[\w+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![\w-])")
_FREE_MAIL = re.compile(
    r"(?:gmail|googlemail|hotmail|live|outlook|msn|icloud|me|mac|yahoo|proton|protonmail|gmx|ziggo|kpnmail|kpnplanet"
    r"|planet|hetnet|home|xs4all|upcmail|chello|casema|quicknet|zonnet|telfort|tele2|solcon|onsbrabantnet|wxs)"
    r"\.(?:com|nl|net|me|be|eu)",
    re.IGNORECASE,
)
_DESKS = re.compile(
    r"(?:info|contact|secretariaat|loket|griffie|post|postbus|communicatie|pers|receptie|servicedesk|helpdesk|bestuur"
    r"|algemeen|redactie|nieuws|projectbureau)",
    re.IGNORECASE,
)

# Groups as people write them; other groupings are dates, codes or amounts.
_MOBILE = r"(?:\+31[ -]?(?:\(0\)[ -]?)?|0031[ -]?|0)6(?:[ -]?\d{8}|[ -]\d{4}[ -]?\d{4}|[ -]?\d{2}(?: \d{2}){3})"
_FOREIGN = r"(?:\+31|0031)[ -]?(?:\(0\)[ -]?)?[1-57-9]\d(?:[ -]?\d{7}|\d?[ -]\d{3}[ -]?\d{3,4}|[ -]?\d{3} \d{2} \d{2})"
_AREA = r"\(?0[1-578]\d\)?[ -](?:\d{7}|\d{3} \d{4}|\d{3} \d{2} \d{2}|\d{2} \d{2} \d{3})"
_LONG_AREA = r"\(?0[1-57]\d{2}\)?[ -](?:\d{6}|\d{3} \d{3}|\d{2} \d{2} \d{2})"
_PHONE = re.compile(rf"(?<![\w+,.€-])(?<!€ )(?:{_MOBILE}|{_FOREIGN}|{_AREA}|{_LONG_AREA})(?![\w-])(?![.,]\d)", re.ASCII)
_BARE_TEN = re.compile(r"(?<![\w+,.-])0[1-58]\d{8}(?!\w)", re.ASCII)
_CALLS = re.compile(r"\b(?:tel|telefoon\w*|bel|bellen|mobiel\w*|bereikbaar|bereiken)\b[\w .:-]{0,25}$", re.IGNORECASE)
_BANK = re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{4} ?$")


@dataclass(frozen=True)
class Found:
    """Something personal in a text, from `start` up to `end`, and what may be shown of it."""

    start: int
    end: int
    masked: str
    private: bool = False  # a mail address that is surely nobody's work


def passes_eleven_test(digits: str) -> bool:
    """Whether nine digits can be a citizen service number: the weighted sum is a multiple of eleven, and not zero.

    Source: the "elfproef" of the Logisch Ontwerp BSN.
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return total % 11 == 0 and any(digit != "0" for digit in digits)


def citizen_numbers(text: str, *, sure: bool = False) -> tuple[Found, ...]:
    """Citizen service numbers: nine digits that pass the test beside a word about a person.

    Args:
        sure: take any such bare number, where no other number is expected.
    """
    return tuple(
        _number(found)
        for found in _NINE.finditer(text)
        if passes_eleven_test(_digits(found[0])) and (_about_a_person(text, found) or (sure and found[0].isdigit()))
    )


def _about_a_person(text: str, found: re.Match[str]) -> bool:
    before = _before(text, found)
    if _OTHER_NUMBER.search(before):
        return False
    if _NUMBER_OF_A_PERSON.search(before):
        return True
    near = f"{before} {text[found.end() : found.end() + _NEAR]}"
    return not _SOME_NUMBER.search(before) and _PERSON.search(near) is not None


def mail_addresses(text: str, known: Iterable[str] = ()) -> tuple[Found, ...]:
    """Mail addresses, without those of desks (`info@`) and those that are known, in small letters."""
    ours = frozenset(known)
    return tuple(found for found in _addresses(text) if text[found.start : found.end].casefold() not in ours)


def _addresses(text: str) -> Iterator[Found]:
    for found in _MAIL.finditer(text) if "@" in text else ():
        local, _, domain = found[0].rpartition("@")
        private = _FREE_MAIL.fullmatch(domain) is not None
        if private or not _DESKS.fullmatch(local):
            yield Found(found.start(), found.end(), f"{local[0]}...@{domain}", private)


def telephone_numbers(text: str) -> tuple[Found, ...]:
    """Dutch telephone numbers as people write them; ten bare digits only after a word such as "tel."."""
    written = [
        _number(m) for m in _PHONE.finditer(text) if not _BANK.search(text[max(0, m.start() - _NEAR) : m.start()])
    ]
    bare = [_number(m) for m in _BARE_TEN.finditer(text) if _CALLS.search(text[max(0, m.start() - _NEAR) : m.start()])]
    taken = {found.start for found in written}
    return tuple(sorted([*written, *(f for f in bare if f.start not in taken)], key=lambda found: found.start))


def masked(text: str) -> str:
    """The text without whole citizen service numbers, personal mail addresses and telephone numbers."""
    for find in _FINDERS:
        pieces, end = [], 0
        for found in find(text):
            pieces += [text[end : found.start], found.masked]
            end = found.end
        text = "".join((*pieces, text[end:]))
    return text


def masked_name(name: str) -> str:
    """As `masked`, of a file's name: a number in it stands against letters and underscores ("bsn_123456782.docx")."""

    def shown(found: re.Match[str]) -> str:
        return _number(found).masked if passes_eleven_test(found[0]) else found[0]

    return masked(_NINE_IN_NAME.sub(shown, name))


def _bare_numbers(text: str) -> tuple[Found, ...]:
    return tuple(_number(found) for found in _BARE_NINE.finditer(text) if passes_eleven_test(found[0]))


def _number(found: re.Match[str]) -> Found:
    hidden = len(_digits(found[0])) - 2
    return Found(found.start(), found.end(), re.sub(r"\d", "x", found[0], count=hidden))


def _before(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - _NEAR) : found.start()]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text, flags=re.ASCII)


_FINDERS: tuple[Callable[[str], tuple[Found, ...]], ...] = (
    citizen_numbers,
    _bare_numbers,
    mail_addresses,
    telephone_numbers,
)
