"""What the first sheet of the Excel form says: what is asked, how to fill it in, what happens with it. Dutch, B1."""

from __future__ import annotations

from bna_pipeline.contributions import asking_words as words
from bna_pipeline.contributions import sheets
from bna_pipeline.contributions.former import ended
from bna_pipeline.contributions.forms import asked_of
from bna_pipeline.contributions.wordxml import CHECKER
from bna_pipeline.model.programme import Edition, Partner, Programme, Status
from bna_pipeline.model.round import Department

Line = tuple[str, str]
"""The name of a look, and the text."""

_FILLING_IN = (
    f"Schrijf uw antwoord in de witte vakken. Die staan in de kolommen ‘{sheets.ANSWER_HEADING}’ en "
    f"‘{sheets.DATE_HEADING}’; de andere vakken zijn op slot. Verander de codes en de kopjes niet.",
    "Zonder muis: met Tab gaat u naar het volgende witte vak, met Ctrl+PageDown naar het volgende blad. Een keuzelijst "
    "opent u met Alt+pijl omlaag. Een nieuwe alinea begint u met Alt+Enter (in LibreOffice: Ctrl+Enter).",
    f"Uw antwoord van vorig jaar staat in de kolom ‘{sheets.BEFORE_HEADING}’. Het telt dit jaar niet mee: schrijf "
    "ernaast wat nu geldt.",
    f"Een mijlpaal heeft een eigen rij: de datum bij ‘{sheets.DATE_HEADING}’, de mijlpaal ernaast. Komt u rijen te "
    "kort? Zet dan meer mijlpalen in één vak, elk op een eigen regel, met de datum vooraan: 12 mei 2020 - Opening.",
    "Een afbeelding voegt u in op de rij van de vraag naar de afbeelding: Invoegen, Afbeelding, Boven cellen plaatsen.",
    "Hebt u over een actie niets te melden? Laat dan alle vakken van dat blad leeg.",
    "Gebruik gewone letters, geen emoji, en geen formules. Bij elke vraag staat hoe lang het antwoord mag zijn.",
    "Haal uw eigen notities en opmerkingen weg voordat u verstuurt.",
    "Werkt u liever in Word? Er is ook een Word-formulier met dezelfde vragen. Vul er één van de twee in.",
)


_COMES_BACK = (
    f"Dan krijgt u uw formulier terug met gekleurde vakken en notities van {CHECKER}. Verbeter uw antwoorden in dat "
    "formulier en stuur het opnieuw. De notities mogen blijven."
)


def explanation(
    programme: Programme,
    edition: Edition,
    partner: Partner,
    department: Department | None,
    former: Programme | None,
) -> tuple[Line, ...]:
    """The lines of the first sheet."""
    whose, sent_to = words.meant_for(partner, department)
    own = ", ".join(action.id for action in asked_of(programme, partner, department)) or "geen"
    asked = f"{words.asked_in_words(programme, edition, partner, department)}, elk op een eigen blad: {own}."
    lines: list[Line] = [
        ("title", f"{edition.title}: formulier voor uw bijdrage"),
        ("subtitle", whose),
        ("text", sent_to),
        ("heading", "Wat vragen wij van u?"),
        ("text", asked),
        ("heading", "Zo vult u het formulier in"),
        *(("text", f"{number}. {step}") for number, step in enumerate(_FILLING_IN, 1)),
        ("heading", "De statussen"),
        *(("text", f"• {words.status_line(status)}") for status in Status),
        ("heading", "Versturen, en wat er daarna gebeurt"),
        *(("text", f"• {line}") for line in words.afterwards(programme, edition, _COMES_BACK)),
    ]
    if gone := ended(programme, former, partner, department):
        lines += [
            ("heading", words.ENDED_HEADING),
            ("text", words.ENDED),
            *(("text", f"• {action.id} {action.title}") for action in gone),
        ]
    return tuple(lines)
