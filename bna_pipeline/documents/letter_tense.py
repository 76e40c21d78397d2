"""The tense of one event, wherever the letter tells of it: that this edition's report goes to Tweede Kamer and to PS.

The letter of 2020 said in one part that the report would be sent, and in another that it had been.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bna_pipeline.documents.dutch import ordinal_words
from bna_pipeline.documents.letter_case import NEAR, Fault, LetterCase, Passage
from bna_pipeline.model.calendar import dutch_date


class Tense(StrEnum):
    """Whether an event still has to happen."""

    TO_COME = "als iets dat nog komt"
    DONE = "als iets dat al is gebeurd"


class Receiver(StrEnum):
    CHAMBER = "de Tweede Kamer"
    STATES = "Provinciale Staten"


@dataclass(frozen=True)
class Mention:
    """Where the letter tells of one event, and in which tense."""

    receiver: Receiver
    tense: Tense
    place: str
    sentence: str


_SENT = r"(?:(?:toe|aan|door|op)?(?:ge|ver)?zonden|(?:toe|door|op|ver)?(?:ge)?stuurd|aangeboden|overgelegd|voorgelegd)"
_GOT = r"(?:ontvangen|gekregen)"
_SENDS = re.compile(
    rf"\b(?:{_SENT}|{_GOT}|(?:toe|aan|door|ver)?(?:te )?(?:zend(?:t|en)?|stur?en|stuurt|stuur)|aan(?:te )?bieden|biedt|"
    r"bieden|ontvang(?:t|st)?|ontving(?:en)?|kreeg|kregen|krijgt|krijgen|(?:ver|toe)?zond|verstuur\w*|stuurden?)\b",
    re.IGNORECASE,
)
_PERFECT = re.compile(
    rf"\b(?:is|zijn|heeft|hebben|heb|had|hadden|was|waren)\b{NEAR}\b(?:{_SENT}|{_GOT})\b"
    rf"|\b(?:{_SENT}|{_GOT}) (?:is|zijn|heeft|hebben|heb|had|hadden|was|waren)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    rf"\b(?:werd|werden)\b{NEAR}\b{_SENT}\b|\b(?:(?:ver|toe)?zond|(?:ver)?stuurden?|ontving(?:en)?|kreeg|kregen)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(r"\b(?:zal|zullen|gaat|gaan|wordt|worden)\b", re.IGNORECASE)
_RECEIVERS = {
    Receiver.CHAMBER: re.compile(r"\b(?:Tweede Kamer|de Kamer)\b"),
    Receiver.STATES: re.compile(r"\b(?:[Uu]|[Uu]w Staten|Provinciale Staten|PS|de Staten)\b"),
}
_REPORT = re.compile(
    r"\b(?:(?:voortgangs)?rapportage|rapport|haar|zij|ze|deze|die|hem|het|brief|stukken)\b", re.IGNORECASE
)
_CLAUSES = re.compile(r";\s+|, (?=(?:en|maar|terwijl|waarna|waarop|nadat|zodra|op hetzelfde moment)\b)")
# Only when it has been sent does what follows happen: the sending itself is still to come.
_AFTERWARDS = re.compile(
    r"\b(?:nadat|zodra|als|wanneer|na(?: de)? (?:verzending|toezending|ontvangst))\b", re.IGNORECASE
)
_ANOTHER = re.compile(r"\b(?:vorige|eerdere?|voorgaande|vorig jaar|verwant\w*)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def sends(sentence: str) -> bool:
    """Whether a sentence tells of sending, offering or receiving."""
    return _SENDS.search(sentence) is not None


def mentions(case: LetterCase) -> Iterator[Mention]:
    """Where the letter tells that this edition's report goes to the Tweede Kamer or to PS, in reading order.

    The sending of an earlier edition is another event: it is told with its date, its ordinal or as an earlier one.
    """
    for passage in case.passages():
        for sentence in passage.sentences:
            yield from _in_sentence(case, passage, sentence)


def one_tense(case: LetterCase) -> Iterator[Fault]:
    """The same event stands in the same tense everywhere."""
    first: dict[Receiver, Mention] = {}
    for found in mentions(case):
        before = first.setdefault(found.receiver, found)
        if found.tense is not before.tense:
            yield Fault(
                found.place,
                f"Hier staat de verzending aan {found.receiver.value} {found.tense.value}, en bij {before.place} "
                f"{before.tense.value}: '{before.sentence}'",
                "Zet beide zinnen in dezelfde tijd. Gaat het om een eerdere rapportage, noem dan haar datum.",
                found.sentence,
            )


def _in_sentence(case: LetterCase, passage: Passage, sentence: str) -> Iterator[Mention]:
    about_it = _REPORT.search(sentence) is not None
    for clause in _CLAUSES.split(sentence):
        if not about_it or not sends(clause) or _of_another(case, clause) or _AFTERWARDS.search(clause):
            continue
        tense = _tense(clause)
        for receiver, named in _RECEIVERS.items():
            if named.search(clause):
                yield Mention(receiver, tense, passage.place, sentence)


def _tense(clause: str) -> Tense:
    if _FUTURE.search(clause):
        return Tense.TO_COME
    return Tense.DONE if _PERFECT.search(clause) or _PAST.search(clause) else Tense.TO_COME


def _of_another(case: LetterCase, clause: str) -> bool:
    year = case.edition.year
    if any(int(found) < year for found in _YEAR.findall(clause)):
        return True
    agenda = case.programme.agenda
    days = [s.sent for s in case.programme.sisters]
    days += [agenda.informed_on, *([agenda.kamerbrief.date] if agenda.kamerbrief else [])]
    corrects = case.content.letter.corrects
    days += [corrects.corrected.sent] if corrects is not None else []
    if any(dutch_date(day) in clause for day in days):
        return True
    earlier = (ordinal_words(number) for number in range(1, case.edition.ordinal))
    ranks = re.compile(rf"\b(?:{'|'.join(earlier)})\b", re.IGNORECASE) if case.edition.ordinal > 1 else None
    return _ANOTHER.search(clause) is not None or (
        ranks is not None and ranks.search(clause.replace("Tweede Kamer", "")) is not None
    )
