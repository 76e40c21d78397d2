"""What the form says before its questions: what is asked, how to fill it in, and what happens with it. Dutch, B1."""

from __future__ import annotations

from collections.abc import Sequence

from bna_pipeline.contributions import asking_words as words
from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.form_body import BULLETED, NUMBERED, SUBTITLE, FormBody
from bna_pipeline.contributions.wordxml import CHECKER
from bna_pipeline.model.programme import Action, Edition, Partner, Programme, Status
from bna_pipeline.model.round import Department

_FILLING_IN = (
    f"Schrijf uw antwoord in het rechter vak, naast de code van de vraag (zoals {q.AUTHOR}). Laat de codes staan en "
    "voeg geen kolommen toe. Een antwoord mag uit meer alinea's of een lijst bestaan.",
    "Uw antwoord van vorig jaar staat links, bij de vraag. U hoeft het niet weg te halen. Het telt dit jaar niet mee: "
    "schrijf rechts wat nu geldt.",
    "Hebt u over een actie niets te melden? Laat dan alle vakken van die actie leeg.",
    f"Staat er ‘{q.PICK}’ of ‘{q.PICK_DATE}’? Klik erop en kies, of typ het antwoord. Wat u niet gebruikt, mag blijven "
    "staan.",
    "Zonder muis: met Tab gaat u naar het volgende vak, met Shift+Tab terug. Een keuzelijst opent u met Alt+pijl "
    "omlaag; kies met de pijlen en druk op Enter.",
    "Plakt u tekst uit een ander document? Plak haar zonder opmaak: Ctrl+Alt+V en dan ‘Niet-opgemaakte tekst’ in Word, "
    "Ctrl+Alt+Shift+V in LibreOffice.",
    "Gebruik gewone letters, geen emoji. Bij elke vraag staat hoe lang het antwoord mag zijn.",
    "Aanvaard of weiger wijzigingen die Word bijhoudt, en haal uw eigen opmerkingen weg, voordat u verstuurt.",
    "Werkt u liever in Excel? Er is ook een Excel-formulier met dezelfde vragen. Vul er één van de twee in.",
)


_COMES_BACK = (
    f"Dan krijgt u uw formulier terug met opmerkingen van {CHECKER} in de kantlijn. Verbeter uw antwoorden in dat "
    "formulier en stuur het opnieuw; de opmerkingen mogen blijven staan."
)


def introduction(
    body: FormBody,
    programme: Programme,
    edition: Edition,
    partner: Partner,
    department: Department | None,
    ended: Sequence[Action],
) -> None:
    """The pages before the questions.

    Args:
        ended: actions that stood in last year's form and stand in none now.
    """
    whose, sent_to = words.meant_for(partner, department)
    body.paragraph(whose, SUBTITLE)
    body.paragraph(sent_to)
    body.heading("Wat vragen wij van u?", 1)
    body.paragraph(f"{words.asked_in_words(programme, edition, partner, department)}.")
    body.heading("Zo vult u het formulier in", 2)
    for step in _FILLING_IN:
        body.paragraph(step, NUMBERED)
    body.heading("De statussen", 2)
    body.paragraph("Elke actie heeft één van deze statussen:")
    for status in Status:
        body.paragraph(words.status_line(status), BULLETED)
    body.heading("Versturen, en wat er daarna gebeurt", 2)
    for line in words.afterwards(programme, edition, _COMES_BACK):
        body.paragraph(line, BULLETED)
    if ended:
        body.heading(words.ENDED_HEADING, 2)
        body.paragraph(words.ENDED)
        for action in ended:
            body.paragraph(f"{action.id} {action.title}", BULLETED)
