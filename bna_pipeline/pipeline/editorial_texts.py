"""What the redactie has before it: its own texts, and those of partners beside its wording of them."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.contributions.editorial_checks import LINE_FIELDS, original_digest
from bna_pipeline.contributions.edits import IN_DUTCH, Edits, original_of
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.base import PartnerId, SectionId, digest_of
from bna_pipeline.model.contribution import Contribution, EditableField, Editorial, TextEdit
from bna_pipeline.model.editorial import EditorialNow, EditorialText, PartnerText
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.programme import Programme
from bna_pipeline.pipeline.counting import counting, counting_editorial
from bna_pipeline.pipeline.tools import Tools, state

_RUNNING: tuple[tuple[str, str, SectionId], ...] = (
    ("foreword", "Voorwoord", "rapport.voorwoord"),
    ("summary", "Samenvatting", "rapport.samenvatting"),
    ("correction", "Brief, Aanleiding: wat er is verbeterd", "brief.aanleiding"),
    ("occasion", "Brief, Aanleiding: eigen alinea's", "brief.aanleiding"),
    ("european", "Brief, Europese en internationale zaken", "brief.europa"),
    ("communication", "Brief, Communicatie", "brief.communicatie"),
    ("follow_up", "Brief, Vervolg: eigen alinea's", "brief.vervolg"),
)


def editorial_now(tools: Tools) -> EditorialNow | None:
    """The redactie that counts, text by text; None when there is none without errors."""
    now = state(tools)
    found = counting_editorial(tools, now)
    if found is None:
        return None
    original, editorial = found
    said = {partner: contribution for partner, (_, contribution) in counting(tools, now).items()}
    files = {r.file.sha256: r.file.name for r in now.received_from(REDACTIE)}
    return EditorialNow(
        base=digest_of(editorial),
        original=original,
        file=files[original],
        sent_at=editorial.sent_at,
        editorial=editorial,
        texts=tuple(_texts(tools.programme, editorial, erratum=tools.edition.corrects is not None)),
        lapsed=Edits(editorial.edits).lapsed(said),
    )


def _texts(programme: Programme, editorial: Editorial, *, erratum: bool) -> Iterator[EditorialText]:
    names = {pillar.id: pillar.name for pillar in programme.pillars}
    running = {field: (title, section) for field, title, section in _RUNNING}

    def text(field: str) -> EditorialText:
        title, section = running[field]
        return EditorialText(field=field, title=title, section=section, paragraphs=getattr(editorial, field))

    yield text("foreword")
    yield EditorialText(
        field="foreword_signed",
        title="Voorwoord: ondertekend door",
        section="rapport.voorwoord",
        paragraphs=(editorial.foreword_signed,),
        line=True,
    )
    yield text("summary")
    for pillar in editorial.pillars:
        yield EditorialText(
            field=f"pillar.{pillar.pillar}",
            title=f"Pijler {names.get(pillar.pillar, pillar.pillar)}: opening",
            section=f"rapport.pijler.{pillar.pillar}",
            paragraphs=pillar.text,
        )
    for number, development in enumerate(editorial.developments, start=1):
        yield EditorialText(
            field=f"developments.{number}",
            title=f"Ontwikkeling {number}",
            section="rapport.ontwikkelingen",
            heading=development.title,
            paragraphs=development.text,
            answer=development.answer,
            scope=development.scope,
        )
    for number, chance in enumerate(editorial.opportunities, start=1):
        yield EditorialText(
            field=f"opportunities.{number}",
            title=f"Kans {number}",
            section="rapport.kansen",
            heading=chance.title,
            paragraphs=chance.text,
            state=chance.state,
        )
    if erratum:
        yield text("correction")
    yield text("occasion")
    for part, title, section, statements in (
        ("core", "Kernboodschap", "brief.kernboodschap", editorial.core),
        ("consequences", "Consequenties", "brief.consequenties", editorial.consequences),
    ):
        for number, statement in enumerate(statements, start=1):
            yield EditorialText(
                field=f"{part}.{statement.id}",
                title=f"Brief, {title}: eigen uitspraak {number}",
                section=section,
                heading=statement.heading,
                paragraphs=statement.argument,
            )
    yield from (text(field) for field in ("european", "communication", "follow_up"))


def texts_of(tools: Tools, partner: PartnerId) -> tuple[PartnerText, ...]:
    """Every text of a partner that may be put in other words, in the order of the programme's actions.

    Raises:
        WrongUse: the programme has no such partner.
    """
    now = state(tools)
    if all(p.id != partner for p in tools.programme.partners):
        raise WrongUse(
            f"Het programma kent geen partner '{partner}'.",
            f"Kies een van: {', '.join(p.id for p in tools.programme.partners)}.",
        )
    found = counting(tools, now).get(partner)
    if found is None:
        return ()
    editorial = counting_editorial(tools, now)
    edits = () if editorial is None else editorial[1].edits
    return tuple(_of_partner(tools.programme, found[1], edits))


def edited_texts(tools: Tools, partner: PartnerId) -> tuple[PartnerText, ...]:
    """Those of `texts_of` that the redactie put in other words."""
    return tuple(text for text in texts_of(tools, partner) if text.edited is not None)


def _of_partner(programme: Programme, contribution: Contribution, edits: tuple[TextEdit, ...]) -> Iterator[PartnerText]:
    worded = {(e.partner, e.action, e.field): e for e in edits}
    for action in programme.actions:
        report = contribution.report(action.id)
        for name in EditableField if report is not None else ():
            original = () if report is None else original_of(report, name)
            if not original:
                continue
            digest = original_digest(original)
            edit = worded.get((contribution.partner, action.id, name))
            holds = edit is not None and edit.original == digest
            yield PartnerText(
                partner=contribution.partner,
                action=action.id,
                action_title=action.title,
                name=name,
                field=f"edits.{contribution.partner}.{action.id}.{name.value}",
                label=IN_DUTCH[name].capitalize(),
                original=original,
                original_sha256=digest,
                edited=edit.text if edit is not None and holds else None,
                reason=edit.reason if edit is not None and holds else None,
                line=name in LINE_FIELDS,
                section=f"rapport.pijler.{action.pillar}",
            )
