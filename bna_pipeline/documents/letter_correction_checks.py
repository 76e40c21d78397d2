"""What the letter of an erratum says of the letter that it corrects."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.documents.letter_case import Fault, LetterCase
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.content import LetterPartId

_REDACTIE = "de redactie, bij ‘Brief, Aanleiding: wat er is verbeterd’ (`correction`)"
_WORDS = "Schrijf in letter/text.yaml onder `erratum` welke brief wordt verbeterd, met de velden `corrected.…`."


def says_what_changed(case: LetterCase) -> Iterator[Fault]:
    """An erratum names the letter that it corrects, by date, number and SHA-256, and says what is other in it.

    It begins with the redactie of what it corrects. Is that an erratum too, then what it said of itself says nothing of
    this one. A letter of another edition corrects none.
    """
    told, wanted = case.content.letter.corrects, case.edition.corrects
    place = case.name(LetterPartId.OCCASION)
    if wanted != (None if told is None else told.corrected.edition):
        says = "geen andere" if told is None else told.corrected.edition
        yield Fault(place, f"De brief verbetert {says}, en deze editie {wanted or 'geen andere'}.", _WORDS)
    if told is None:
        return
    said, corrected = case.text(LetterPartId.OCCASION), told.corrected
    for what, words in (
        ("de datum", dutch_date(corrected.sent)),
        ("het nummer", corrected.number),
        ("de SHA-256 van de brief", corrected.letter),
        ("de SHA-256 van de rapportage", corrected.report),
    ):
        if words not in said:
            yield Fault(place, f"Van wat het erratum verbetert, ontbreekt {what} ({words}).", _WORDS)
    if not told.changed:
        yield Fault(place, "Er staat niet wat er is veranderd.", f"Schrijf dat in {_REDACTIE}.")
    elif told.changed == corrected.changed:
        before = f"Wat er is veranderd, is nog precies wat het erratum {corrected.edition} al zei."
        yield Fault(place, before, f"Schrijf wat er sindsdien is veranderd in {_REDACTIE}.", told.changed[0])
    for paragraph in told.changed:
        if paragraph not in said:
            yield Fault(place, "Niet alles wat er is veranderd, staat in de brief.", _WORDS, paragraph)
