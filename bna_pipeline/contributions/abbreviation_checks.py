"""Abbreviations that neither the programme's list nor the text itself explains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.raw import RawReport, RawText
from bna_pipeline.contributions.rules import Rule
from bna_pipeline.model.programme import Programme

_NAMED = 4  # places that one finding names
_LONGEST = 6  # letters; a longer word in capitals is a name or a shout
_TOKEN = re.compile(r"[^\W_]+(?:[&/.-][^\W_]+)*")
_PIECES = re.compile(r"[/.-]")
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_CODE = re.compile(r"[A-Z]{1,3}-?\d+[a-z]?")  # of an action, a road, a building


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ADDRESS = re.compile(r"@|://|^\W*www\.", re.IGNORECASE)
_UNITS = _listed(
    "km kW MW GW TW kWh MWh GWh TWh Wh kB MB GB TB PB Mb Gb kV MV Hz kHz MHz GHz THz nm dB PJ TJ GJ MJ kg ha Mbit Gbit "
    "Mbps Gbps Mton Mt kt CO2 NOx PM10 H2 C2 m2 m3 K1 mV mA MVA kVA MPa pH Ah"
)
# Words by now, which no reader looks up.
_EVERYBODY = _listed(
    "EU NL BV NV TV PC ICT IT AI OK PDF USB COVID SARS CORONA VS VN UK EK WK DNA LED GPS WIFI PS GS BSN BTW CEO HR PR "
    "MSC BSC PHD MBA MBO HBO WO MKB OV ZZP CV Q1 Q2 Q3 Q4"
)
_FEW = 5  # words
_TELLING = 5  # letters
_SAID = re.compile(r"\b(?:staat voor|ofwel|oftewel|voluit|dat wil zeggen|is de afkorting)\b")
_BRACKETS = re.compile(r"\(([^()]{1,150})\)")
_BEHIND = 60  # characters in which the word before brackets must stand


def check_abbreviations(reports: Iterable[RawReport], bench: Bench) -> None:
    """One finding for each abbreviation that is explained nowhere, at its first place, which names the others."""
    texts = [text for report in reports for text in _texts(report)]
    known = known_abbreviations(bench.programme)
    places: dict[str, list[str]] = {}
    for text in texts:
        for index, paragraph in enumerate(text.paragraphs):
            for short in dict.fromkeys(abbreviations_in(paragraph)):
                if not _is_known(short, known):
                    places.setdefault(short, []).append(text.at(index))
    said = explained_in("\n".join(text.line for text in texts)) if places else frozenset()
    for short, found in places.items():
        if short not in said:
            bench.findings.add(
                Rule.ABBREVIATION,
                found[0],
                f"De afkorting {short} staat niet in de lijst van de rapportage en wordt niet uitgelegd{_also(found)}.",
                f"Schrijf haar de eerste keer voluit, met {short} tussen haakjes erachter. Is het een eigennaam, zoals "
                "van een bedrijf? Dan hoeft u niets te doen.",
            )


def _texts(report: RawReport) -> Iterator[RawText]:
    yield from (report.achieved, report.title, report.text, report.description, report.caption, report.next_steps)
    yield from (report.purpose, report.reason, report.measure)
    yield from (RawText(m.place, (m.title,)) for m in report.milestones)


def _also(places: list[str]) -> str:
    others = list(dict.fromkeys(places))[1:]
    if not others:
        return ""
    more = f" en nog {len(others) - _NAMED}" if len(others) > _NAMED else ""
    return f" (ook in {', '.join(others[:_NAMED])}{more})"


def abbreviations_in(paragraph: str) -> Iterator[str]:
    """What looks like an abbreviation: two to six capitals, with at most two small letters among them (`VenJ`).

    Not: codes, units, Roman numerals, what everybody knows, addresses, and the words of a paragraph in capitals.
    """
    words = (word for word in paragraph.split() if not _plain(word) and not _ADDRESS.search(word))
    found = [short for word in words for token in _TOKEN.findall(word) for short in _of_token(token)]
    if found and not _shouted(paragraph):
        yield from found


def _plain(word: str) -> bool:
    # Nearly all words; asked first, as every word of every answer comes by here.
    return word.islower() or (word[:1].isupper() and word[1:].islower())


def _of_token(token: str) -> Iterator[str]:
    if _plain(token) or _CODE.fullmatch(token):
        return
    if _PIECES.search(token):
        yield from _of_compound(token)
    elif _looks_short(token):
        yield token


def _of_compound(token: str) -> Iterator[str]:
    """Of `MRE-gemeenten` and `ABC/DEF` the pieces that are short themselves; of `DVC-SI` and `A/b` the whole."""
    pieces = _PIECES.split(token)
    one = "/" not in token or any(len(piece) == 1 for piece in pieces)
    if one and all(len(piece) <= _LONGEST and (piece.isupper() or len(piece) == 1) for piece in pieces):
        yield token
    else:
        yield from (piece for piece in pieces if _looks_short(piece))


def _is_known(short: str, known: frozenset[str]) -> bool:
    pieces = [piece.casefold() for piece in _PIECES.split(short)]
    return short.casefold() in known or (len(pieces) > 1 and all(piece in known for piece in pieces))


def _looks_short(token: str) -> bool:
    letters = [c for c in token if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    small = len(letters) - capitals
    if capitals < 2 or capitals > _LONGEST or small > min(2, capitals) or not token[0].isalnum():
        return False
    if small and not token[0].isupper():
        return False
    return not (token in _UNITS or token.upper() in _EVERYBODY or _ROMAN.fullmatch(token) or _CODE.fullmatch(token))


def _shouted(paragraph: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", paragraph) if len(word) > 1]
    return len(words) > 2 and 3 * sum(word.isupper() for word in words) > 2 * len(words)


def known_abbreviations(programme: Programme) -> frozenset[str]:
    """What the programme explains or prints itself, in small letters: its list, and what stands in its names."""
    names = [programme.short, programme.name, programme.province_name, programme.agenda.short, programme.agenda.name]
    names += [edition.title for edition in programme.editions]
    names += [sister.title for sister in programme.sisters]
    names += [name for partner in programme.partners for name in (partner.short, partner.name)]
    names += [text for pillar in programme.pillars for text in (pillar.name, pillar.aim)]
    names += [action.title for action in programme.actions]
    names += [text for item in programme.abbreviations for text in (item.short, item.meaning)]
    return _known(tuple(names))


@lru_cache(maxsize=8)  # every contribution of a round is held against the same names
def _known(names: tuple[str, ...]) -> frozenset[str]:
    known: set[str] = {name.casefold() for name in names}
    for name in names:
        for found in _TOKEN.finditer(name):
            known.add(found[0].casefold())
            known.update(piece.casefold() for piece in _PIECES.split(found[0]) if len(piece) > 1)
    return frozenset(known)


def explained_in(text: str) -> frozenset[str]:
    """The words that a text explains: `Voorbeeldregio (VR)`, `VR (Voorbeeldregio)`, `VR staat voor`."""
    # From the marks to the words beside them: looking for the words first takes too long in a text made to be slow.
    said = {_word_before(text, found.start()) for found in _SAID.finditer(text)}
    for found in _BRACKETS.finditer(text):
        inside = _TOKEN.findall(found[1])
        if len(inside) <= _FEW:  # a name's abbreviation, not a remark in which one happens to stand
            said.update(inside)
        if any(len(word) >= _TELLING for word in inside):
            said.add(_word_before(text, found.start()))
    return frozenset(said)


def _word_before(text: str, end: int) -> str:
    words = _TOKEN.findall(text[max(0, end - _BEHIND) : end])
    return words[-1] if words else ""
