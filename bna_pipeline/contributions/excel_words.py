"""What the first sheet of the Excel form says: what is asked, how to fill it in, what happens with it. Dutch, B1."""

from __future__ import annotations

from bna_pipeline.contributions import sheets
from bna_pipeline.contributions.former import ended
from bna_pipeline.contributions.forms import asked_of
from bna_pipeline.contributions.wordxml import CHECKER
from bna_pipeline.model.calendar import dutch_date
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


def explanation(
    programme: Programme,
    edition: Edition,
    partner: Partner,
    department: Department | None,
    former: Programme | None,
) -> tuple[Line, ...]:
    """The lines of the first sheet."""
    whose = partner.name if department is None else f"{department.name} van {partner.name}"
    contact = partner.contact if department is None else department.contact
    lines: list[Line] = [
        ("title", f"{edition.title}: formulier voor uw bijdrage"),
        ("subtitle", f"Voor {whose}"),
        ("text", f"Gestuurd aan: {contact.function} ({contact.mail})."),
        ("heading", "Wat vragen wij van u?"),
        ("text", _asked(programme, edition, partner, department)),
        ("heading", "Zo vult u het formulier in"),
        *(("text", f"{number}. {step}") for number, step in enumerate(_FILLING_IN, 1)),
        ("heading", "De statussen"),
        *(
            ("text", f"• {s.value}" + (" (geef dan ook een reden en een maatregel)" if s.needs_reason else ""))
            for s in Status
        ),
        ("heading", "Versturen, en wat er daarna gebeurt"),
        *(("text", f"• {line}") for line in _afterwards(programme, edition)),
    ]
    if gone := ended(programme, former, partner, department):
        lines += [
            ("heading", "Dit hoeft u niet meer te melden"),
            ("text", "Deze acties stonden vorig jaar in uw formulier. Zij horen niet meer bij de agenda:"),
            *(("text", f"• {action.id} {action.title}") for action in gone),
        ]
    return tuple(lines)


def _asked(programme: Programme, edition: Edition, partner: Partner, department: Department | None) -> str:
    which = (
        f"alleen de acties waarvan {partner.name} eigenaar of partner is"
        if department is None
        else f"alleen de acties van {partner.name} waarover {department.name} iets kan melden"
    )
    own = ", ".join(action.id for action in asked_of(programme, partner, department)) or "geen"
    return (
        f"Elk jaar laten de partners van {programme.agenda.name} zien wat er is bereikt. Dit formulier gaat over de "
        f"periode van {dutch_date(edition.period_start)} tot en met {dutch_date(edition.period_end)}. U vindt hier "
        f"{which}, elk op een eigen blad: {own}."
    )


def _afterwards(programme: Programme, edition: Edition) -> tuple[str, ...]:
    desk = programme.partner(programme.province).contact
    until = f" uiterlijk op {dutch_date(edition.deadline)}" if edition.deadline else ""
    return (
        f"Stuur het formulier{until} terug, als antwoord op de mail waarmee u het kreeg. Hebt u die niet? Stuur het "
        f"dan naar {desk.function}: {desk.mail}.",
        "U krijgt bericht. Is er iets te verbeteren? Dan krijgt u uw formulier terug met gekleurde vakken en notities "
        f"van {CHECKER}. Verbeter uw antwoorden in dat formulier en stuur het opnieuw. De notities mogen blijven.",
        "Een latere versie vervangt de hele eerdere. Stuur dus altijd het hele formulier.",
        "Uw antwoorden komen in de rapportage. Past de redactie uw tekst aan? Dan laten wij zien wat er is veranderd.",
    )
