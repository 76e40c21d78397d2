"""The Word form that a partner fills in: what is asked, about which actions, and what it answered last year."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument

from bna_pipeline.contributions import form_parts as parts
from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.wordxml import FormIdentity
from bna_pipeline.contributions.zips import normalised
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.contribution import ActionReport, Completeness, Contribution
from bna_pipeline.model.programme import Action, Edition, Partner, Programme, Status


def word_form(
    programme: Programme,
    edition: Edition,
    partner: Partner,
    previous: Contribution | None = None,
    version: int = 1,
) -> bytes:
    """The form of one partner for one edition, as DOCX.

    An answer is what stands in the table cell beside the question's visible code; the form's identity stands in a
    custom document property, in the core property `identifier` and in the footer (`design.md`, "Reading what people
    send").

    Args:
        previous: what the partner sent last year; shown above the questions of each action.
        version: which version of the form this is, from 1.

    Returns:
        the bytes of the file; the same arguments give the same bytes.
    """
    identity = FormIdentity(edition.id, partner.id, version)
    document = Document()
    parts.set_up(document, f"Bijdrageformulier {edition.title} - {partner.name}", identity, _moment(edition))
    document.add_heading(f"{edition.title}: formulier voor uw bijdrage", level=0)
    document.add_paragraph(f"Voor {partner.name}", style="Subtitle")
    _explain(document, programme, edition, partner)
    _ask_in_general(document)
    for action in programme.actions_of(partner.id):
        _ask(document, programme, action, previous.report(action.id) if previous else None)
    buffer = BytesIO()
    document.save(buffer)
    return normalised(buffer.getvalue())


def _moment(edition: Edition) -> datetime:
    # Not the time now: the same form must be the same bytes.
    return datetime.combine(edition.opens or edition.period_end, time(8, 0), UTC)


def _explain(document: WordDocument, programme: Programme, edition: Edition, partner: Partner) -> None:
    document.add_heading("Wat vragen wij van u?", level=1)
    document.add_paragraph(
        f"Elk jaar laten de partners van {programme.agenda.name} zien wat er is bereikt. Dit formulier gaat over de "
        f"periode van {dutch_date(edition.period_start)} tot en met {dutch_date(edition.period_end)}. U vindt hier "
        f"alleen de acties waarvan {partner.name} eigenaar of partner is."
    )
    desk = programme.partner(programme.province).contact
    until = f"Stuur het formulier uiterlijk op {dutch_date(edition.deadline)}" if edition.deadline else "Stuur het op"
    steps = (
        f"Schrijf uw antwoord in het rechter vak, naast de code van de vraag (zoals {q.AUTHOR}). Laat de codes staan "
        "en voeg geen kolommen toe.",
        "Hebt u over een actie niets te melden? Laat dan alle vakken van die actie leeg.",
        f"Een antwoord is ten hoogste {programme.text_limit} tekens lang. Gebruik gewone letters, geen emoji.",
        "Aanvaard of weiger wijzigingen die Word bijhoudt, en haal opmerkingen weg, voordat u verstuurt.",
        f"{until} naar {desk.function}: {desk.mail}. U krijgt bericht als er iets te verbeteren is. "
        "Een latere versie vervangt de hele eerdere.",
    )
    for step in steps:
        document.add_paragraph(step, style="List Number")
    document.add_heading("De statussen", level=2)
    document.add_paragraph("Elke actie heeft één van deze statussen:")
    for status in Status:
        note = " (geef dan ook een reden en een maatregel)" if status.needs_reason else ""
        document.add_paragraph(f"{status.value}{note}", style="List Bullet")


def _ask_in_general(document: WordDocument) -> None:
    document.add_heading("Over uw bijdrage", level=1)
    table = parts.question_table(document, "Algemene vragen", "Twee vragen over de bijdrage, met rechts uw antwoord.")
    author, completeness = q.IN_GENERAL
    parts.add_question(table, q.AUTHOR, author)
    cell = parts.add_question(table, q.COMPLETENESS, completeness)
    parts.add_choice(cell, "Volledig of gedeeltelijk", tuple(c.value for c in Completeness))


def _ask(document: WordDocument, programme: Programme, action: Action, before: ActionReport | None) -> None:
    heading = document.add_heading(f"{action.id} {action.title}", level=1)
    heading.paragraph_format.page_break_before = True  # an action fits on a page, and is passed on as one
    others = ", ".join(programme.partner(p).short for p in action.partners) or "geen"
    province = programme.partner(programme.province).short
    document.add_paragraph(
        f"Eigenaar: {programme.partner(action.owner).short}. Andere partners: {others}. "
        f"Rol van {province}: {action.role.value}.",
        style=parts.ROLE_STYLE,
    )
    if before is not None:
        for line in last_year(before):
            document.add_paragraph(line, style=parts.BEFORE_STYLE)
    table = parts.question_table(
        document, f"Vragen over {action.id}", f"Links de vragen over actie {action.id}, rechts uw antwoord."
    )
    for question in q.PER_ACTION:
        cell = parts.add_question(table, q.code_of(action.id, question), question)
        if question is q.STATUS:
            parts.add_choice(cell, f"Status van {action.id}", tuple(s.value for s in Status))


def last_year(report: ActionReport) -> tuple[str, ...]:
    """What a partner answered about an action last year, in lines to print above the questions."""
    lines = [f"Vorig jaar meldde u: {report.status.value}."]
    labelled = (
        ("Bereikt", report.achieved),
        ("Daarna zou komen", report.next_steps),
        ("Reden", report.reason),
        ("Maatregel", report.measure),
    )
    for label, text in labelled:
        lines.extend(f"{label}: {p}" if i == 0 else p for i, p in enumerate(text))
    lines.extend(f"Mijlpaal die nog kwam: {dutch_date(m.date)} - {m.title}" for m in report.milestones if not m.reached)
    return tuple(lines)
