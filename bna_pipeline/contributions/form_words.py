"""What the form says before its questions: what is asked, how to fill it in, and what happens with it. Dutch, B1."""

from __future__ import annotations

from collections.abc import Sequence

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.form_body import BULLETED, NUMBERED, SUBTITLE, FormBody
from bna_pipeline.contributions.wordxml import CHECKER
from bna_pipeline.model.calendar import dutch_date
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
    whose = partner.name if department is None else f"{department.name} van {partner.name}"
    body.paragraph(f"Voor {whose}", SUBTITLE)
    contact = partner.contact if department is None else department.contact
    body.paragraph(f"Gestuurd aan: {contact.function} ({contact.mail}).")
    body.heading("Wat vragen wij van u?", 1)
    body.paragraph(_asked(programme, edition, partner, department))
    body.heading("Zo vult u het formulier in", 2)
    for step in _FILLING_IN:
        body.paragraph(step, NUMBERED)
    body.heading("De statussen", 2)
    body.paragraph("Elke actie heeft één van deze statussen:")
    for status in Status:
        note = " (geef dan ook een reden en een maatregel)" if status.needs_reason else ""
        body.paragraph(f"{status.value}{note}", BULLETED)
    body.heading("Versturen, en wat er daarna gebeurt", 2)
    for line in _afterwards(programme, edition):
        body.paragraph(line, BULLETED)
    if ended:
        body.heading("Dit hoeft u niet meer te melden", 2)
        body.paragraph("Deze acties stonden vorig jaar in uw formulier. Zij horen niet meer bij de agenda:")
        for action in ended:
            body.paragraph(f"{action.id} {action.title}", BULLETED)


def _asked(programme: Programme, edition: Edition, partner: Partner, department: Department | None) -> str:
    which = (
        f"alleen de acties waarvan {partner.name} eigenaar of partner is"
        if department is None
        else f"alleen de acties van {partner.name} waarover {department.name} iets kan melden"
    )
    return (
        f"Elk jaar laten de partners van {programme.agenda.name} zien wat er is bereikt. Dit formulier gaat over de "
        f"periode van {dutch_date(edition.period_start)} tot en met {dutch_date(edition.period_end)}. U vindt hier "
        f"{which}."
    )


def _afterwards(programme: Programme, edition: Edition) -> tuple[str, ...]:
    desk = programme.partner(programme.province).contact
    until = f" uiterlijk op {dutch_date(edition.deadline)}" if edition.deadline else ""
    return (
        f"Stuur het formulier{until} terug, als antwoord op de mail waarmee u het kreeg. Hebt u die niet? Stuur het "
        f"dan naar {desk.function}: {desk.mail}.",
        f"U krijgt bericht. Is er iets te verbeteren? Dan krijgt u uw formulier terug met opmerkingen van {CHECKER} in "
        "de kantlijn. Verbeter uw antwoorden in dat formulier en stuur het opnieuw; de opmerkingen mogen blijven "
        "staan.",
        "Een latere versie vervangt de hele eerdere. Stuur dus altijd het hele formulier.",
        "Uw antwoorden komen in de rapportage. Past de redactie uw tekst aan? Dan ziet u wat er is veranderd.",
    )
