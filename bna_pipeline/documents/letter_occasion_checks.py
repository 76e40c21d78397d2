"""What the letter says of the edition, by the register: which one, what went before, who made it, where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bna_pipeline.documents.dutch import ordinal_words
from bna_pipeline.documents.facts import sender_of
from bna_pipeline.documents.letter_case import Fault, LetterCase
from bna_pipeline.documents.letter_tense import sends
from bna_pipeline.documents.wording import lines_of
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.content import LetterPartId

_OCCASION, _FOLLOW_UP = LetterPartId.OCCASION, LetterPartId.FOLLOW_UP
_CHAMBER = re.compile(r"\bTweede Kamer\b")
_AT_ONCE = re.compile(r"\b(?:op hetzelfde moment|tegelijk(?:ertijd)?|gelijktijdig|in dezelfde minuut)\b", re.IGNORECASE)
_DEAL_PARTNER = re.compile(r"\b(?:deal-?partner|partner(?: is)? (?:van|in) de)\b", re.IGNORECASE)
_LOGO = re.compile(r"\blogo\b", re.IGNORECASE)
_DISCUSSES = re.compile(r"\b(?:bespre\w+|bespreek\w*|behandel\w+|debatt?e\w*|debat|overleg\w*)\b", re.IGNORECASE)
_YEARLY = re.compile(r"\b(?:(?:ieder|elk) jaar|jaarlijks\w*|(?:één|een) keer per jaar)\b", re.IGNORECASE)
_INTENDS = re.compile(r"\b(?:voornemens?|van plan|wil|willen|zal|zullen|blijven|blijf)\b", re.IGNORECASE)
_TERM = re.compile(r"\b(?:looptijd|zolang|gedurende|tot en met)\b", re.IGNORECASE)
_TEXT = "letter/text.yaml"


def ordinal(case: LetterCase) -> Iterator[Fault]:
    """The one item carries the edition's ordinal, in words."""
    part, words = case.part(LetterPartId.TAKE_NOTE), ordinal_words(case.edition.ordinal)
    if part is None:
        return
    said = " ".join(lines_of(part))
    if words not in said.lower():
        yield Fault(part.heading, f"Het woord '{words}' ontbreekt.", "Neem het rangtelwoord op in het punt.", said)


def earlier_dates(case: LetterCase) -> Iterator[Fault]:
    """When PS were told of the agenda and of every earlier edition."""
    said = case.text(_OCCASION)
    known: list[tuple[str, date]] = [("de agenda", case.programme.agenda.informed_on)]
    known += [
        (f"de {ordinal_words(e.ordinal)} rapportage", e.letter_sent)
        for e in case.programme.earlier(case.edition)
        if e.letter_sent is not None
    ]
    for what, day in known:
        if dutch_date(day) not in said:
            yield Fault(
                case.name(_OCCASION),
                f"De datum van {what} ({dutch_date(day)}) staat er niet.",
                f"Laat {_TEXT} alle data uit het register van edities noemen.",
            )


def worked_on_it(case: LetterCase) -> Iterator[Fault]:
    """Everyone whose contribution stands in the report is named."""
    said = case.text(_OCCASION).casefold()
    shorts = {p.name: p.short for p in case.programme.partners}
    for line in case.content.report.contributors:
        names = (line.name, shorts.get(line.name, line.name))
        if not any(name.casefold() in said for name in names):
            yield Fault(
                case.name(_OCCASION),
                f"{line.name} werkte mee en wordt niet genoemd.",
                f"Laat {_TEXT} alle partners noemen die hebben bijgedragen.",
            )


def _goes_to_the_chamber(case: LetterCase) -> bool:
    """Every report does; a corrected one only where the register says when."""
    return case.edition.corrects is None or case.edition.kamerbrief_expected is not None


def to_the_chamber(case: LetterCase) -> Iterator[Fault]:
    """When and by whom it goes to the Tweede Kamer."""
    if not _goes_to_the_chamber(case):
        return
    told = [s for p in case.passages(_OCCASION) for s in p.sentences if _CHAMBER.search(s) and sends(s)]
    wanted = [
        ("wanneer", case.edition.kamerbrief_expected),
        ("door wie", sender_of(case.programme, case.edition)),
    ]
    for what, words in wanted:
        if not any(words is None or words.casefold() in sentence.casefold() for sentence in told):
            yield Fault(
                case.name(_OCCASION),
                f"Er staat niet {what} de rapportage aan de Tweede Kamer wordt gezonden"
                f"{'' if words is None else f' ({words})'}.",
                f"Schrijf het in één zin in {_TEXT}, met de velden van het register.",
                told[-1] if told else None,
            )


def at_the_same_moment(case: LetterCase) -> Iterator[Fault]:
    """PS receive it when the Tweede Kamer does."""
    if _goes_to_the_chamber(case) and not _AT_ONCE.search(case.text(_OCCASION)):
        yield Fault(
            case.name(_OCCASION),
            "Er staat niet dat Provinciale Staten de rapportage op hetzelfde moment ontvangen als de Tweede Kamer.",
            f"Schrijf dat in {_TEXT}: 'op hetzelfde moment'.",
        )


def deal_partner(case: LetterCase) -> Iterator[Fault]:
    """That the province is deal partner, and that its logo therefore stands on the report."""
    said = case.text(_OCCASION)
    logos = {logo.partner for logo in case.content.report.cover.logos}
    if case.programme.province in logos and not (_DEAL_PARTNER.search(said) and _LOGO.search(said)):
        yield Fault(
            case.name(_OCCASION),
            "Er staat niet dat de provincie dealpartner is en dat haar logo daarom op de rapportage staat.",
            f"Schrijf dat in {_TEXT}.",
        )
    if case.programme.province not in logos and _LOGO.search(said):
        yield Fault(
            case.name(_OCCASION),
            "Er staat iets over het logo van de provincie, maar dat staat niet op de rapportage.",
            "Haal de zin weg, of zet bij de provincie `deal_partner: true` in het programma.",
        )


def chamber_discusses(case: LetterCase) -> Iterator[Fault]:
    """What happens next: the Tweede Kamer discusses it."""
    told = [s for p in case.passages(_FOLLOW_UP) for s in p.sentences if _CHAMBER.search(s)]
    if _goes_to_the_chamber(case) and not any(_DISCUSSES.search(sentence) for sentence in told):
        yield Fault(
            case.name(_FOLLOW_UP),
            "Er staat niet dat de Tweede Kamer de rapportage bespreekt.",
            f"Schrijf dat in {_TEXT}.",
            told[-1] if told else None,
        )


def sister_reports(case: LetterCase) -> Iterator[Fault]:
    """Each related report with its date and its link."""
    part = case.part(_FOLLOW_UP)
    told = [(link.text, link.url) for link in part.links] if part else []
    for sister in case.programme.sisters:
        if not any(
            sister.title in text and dutch_date(sister.sent) in text and url == sister.link for text, url in told
        ):
            yield Fault(
                case.name(_FOLLOW_UP),
                f"'{sister.title}' staat er niet met datum ({dutch_date(sister.sent)}) en verwijzing ({sister.link}).",
                f"Laat `link` in {_TEXT} de titel en de datum noemen.",
            )


def every_year(case: LetterCase) -> Iterator[Fault]:
    """The intention to report every year during the term."""
    said = [s for p in case.passages(_FOLLOW_UP) for s in p.sentences]
    if not any(_YEARLY.search(s) and _INTENDS.search(s) and _TERM.search(s) for s in said):
        yield Fault(
            case.name(_FOLLOW_UP),
            "Er staat niet dat het voornemen is om gedurende de looptijd ieder jaar te rapporteren.",
            f"Schrijf dat in {_TEXT}.",
        )
