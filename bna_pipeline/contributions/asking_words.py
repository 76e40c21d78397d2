"""What both forms say in the same words: what is asked, of whom, and what happens afterwards. Dutch, B1."""

from __future__ import annotations

from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.programme import Edition, Partner, Programme, Status
from bna_pipeline.model.round import Department

ENDED_HEADING = "Dit hoeft u niet meer te melden"
ENDED = "Deze acties stonden vorig jaar in uw formulier. Zij horen niet meer bij de agenda:"


def meant_for(partner: Partner, department: Department | None) -> tuple[str, str]:
    """Whose form it is, and to whom it was sent, a line each."""
    whose = partner.name if department is None else f"{department.name} van {partner.name}"
    contact = partner.contact if department is None else department.contact
    return f"Voor {whose}", f"Gestuurd aan: {contact.function} ({contact.mail})."


def asked_in_words(programme: Programme, edition: Edition, partner: Partner, department: Department | None) -> str:
    """What is asked and about which period, without the point at the end."""
    which = (
        f"alleen de acties waarvan {partner.name} eigenaar of partner is"
        if department is None
        else f"alleen de acties van {partner.name} waarover {department.name} iets kan melden"
    )
    return (
        f"Elk jaar laten de partners van {programme.agenda.name} zien wat er is bereikt. Dit formulier gaat over de "
        f"periode van {dutch_date(edition.period_start)} tot en met {dutch_date(edition.period_end)}. U vindt hier "
        f"{which}"
    )


def status_line(status: Status) -> str:
    """A status, and what it asks for."""
    return f"{status.value}{' (geef dan ook een reden en een maatregel)' if status.needs_reason else ''}"


def afterwards(programme: Programme, edition: Edition, comes_back: str) -> tuple[str, ...]:
    """How the form is sent, and what happens then.

    Args:
        comes_back: how the form comes back when there is something to mend, in a sentence or two.
    """
    desk = programme.partner(programme.province).contact
    until = f" uiterlijk op {dutch_date(edition.deadline)}" if edition.deadline else ""
    return (
        f"Stuur het formulier{until} terug, als antwoord op de mail waarmee u het kreeg. Hebt u die niet? Stuur het "
        f"dan naar {desk.function}: {desk.mail}.",
        f"U krijgt bericht. Is er iets te verbeteren? {comes_back}",
        "Een latere versie vervangt de hele eerdere. Stuur dus altijd het hele formulier.",
        "Uw antwoorden komen in de rapportage. Past de redactie uw tekst aan? Dan ziet u wat er is veranderd.",
    )
