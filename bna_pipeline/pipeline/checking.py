"""Everything that can be wrong with a programme before a round opens, and the schemas of what comes in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bna_pipeline.contributions.rule_settings import setting_faults
from bna_pipeline.contributions.schema import contribution_schema
from bna_pipeline.documents.letter_rules import letter_setting_faults
from bna_pipeline.errors import BnaError
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.delivery import PageRule
from bna_pipeline.model.programme import Partner, Programme, Role, Signatory
from bna_pipeline.model.round import Contact
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.readiness import outside_faults, template_faults
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.review.coverage import expected_sections, uncovered_sections
from bna_pipeline.rounds.letters import check_templates
from bna_pipeline.rounds.message import address_fault
from bna_pipeline.rounds.schedule import reminder_warnings
from bna_pipeline.rounds.terms import local_day

INDISPENSABLE = (
    (Role.COORDINATOR, "dan kan niemand een ronde openen, sluiten of vrijgeven"),
    (Role.SECRETARY, "dan kan niemand het besluit van Gedeputeerde Staten vastleggen"),
)
"""Roles without which an edition stands still; reviewers and signers the programme's own rules ask for."""


def check(tools: Tools) -> tuple[str, ...]:
    """Every misconfiguration of an edition and its programme, in Dutch; empty when a round can open.

    That the programme itself is readable was seen when `tools` was made.
    """
    faults = [*template_faults(tools)]
    faults += [
        f"Niemand in de route beoordeelt de sectie {section}: geef een beoordelaar die sectie in zijn scope."
        for section in uncovered_sections(tools.programme, expected_sections(tools.programme))
    ]
    if tools.edition.deadline is None and not tools.edition.past:
        faults.append(f"Editie {tools.id} heeft geen deadline.")
    faults += _period(tools)
    roles = {role for person in tools.programme.people for role in person.roles}
    faults += [
        f"Niemand in people heeft de rol {role.value}: {why}." for role, why in INDISPENSABLE if role not in roles
    ]
    faults += setting_faults(tools.programme)
    faults += letter_setting_faults(tools.programme)
    faults += _by_mail(tools)
    faults += _storage(tools)
    faults += _for_good(tools)
    for signatory in tools.programme.letter.signatories:
        faults += _key(tools, signatory)
    faults += outside_faults(tools)
    return tuple(dict.fromkeys(faults))


def _by_mail(tools: Tools) -> list[str]:
    """What is wrong with the round's mails: templates, addresses and days; nothing where no mail is set up."""
    if tools.mailer is None:
        return []
    edition, programme = tools.edition, tools.programme
    faults = list(check_templates(tools.templates))
    contacts = [contact.mail for partner in programme.partners for contact in _contacts(partner)]
    people = [person.mail for person in programme.people if person.mail is not None]
    faults += [
        fault for address in dict.fromkeys((*contacts, *people)) if (fault := address_fault(address)) is not None
    ]
    if edition.deadline is not None and not edition.past:
        opened = edition.opens or local_day(tools.clock.now())
        faults += reminder_warnings(programme, edition.deadline, opened)
    return faults


def _for_good(tools: Tools) -> Iterator[str]:
    """What a real edition lacks to be kept and found for good; a sample may do without."""
    programme = tools.programme
    if tools.sample:
        return
    if programme.archive is None:
        yield "In programme.yaml ontbreekt archive: pakket en dossier krijgen geen archiefgegevens (MDTO)."
    if programme.publication is None and any(isinstance(c, PageRule) for c in programme.delivery.channels):
        yield "In programme.yaml ontbreekt publication: harvesters (DiWoo) vinden de openbare pagina niet."


def _contacts(partner: Partner) -> Iterator[Contact]:
    yield partner.contact
    yield from (department.contact for department in partner.departments)
    yield from (contact for contact in (partner.sign_off, partner.escalation) if contact is not None)


def _period(tools: Tools) -> list[str]:
    """Whether the edition's period is one, and begins after that of the edition before."""
    edition, earlier = tools.edition, tools.programme.earlier(tools.edition)
    faults = []
    if edition.period_end <= edition.period_start:
        faults.append(f"De periode van {edition.id} eindigt voordat zij begint.")
    if earlier and edition.period_start <= earlier[-1].period_end:
        faults.append(
            f"De periode van {edition.id} begint op {dutch_date(edition.period_start)}, voor het einde van die van "
            f"{earlier[-1].id} ({dutch_date(earlier[-1].period_end)})."
        )
    return faults


def _as_opened(tools: Tools, now: EditionState) -> list[str]:
    """Whether what partners were told when the round opened still stands in the register."""
    opened, deadline = now.opened, tools.edition.deadline
    if opened is None or deadline is None or opened.deadline == deadline:
        return []
    return [
        f"Editie {tools.id} is geopend met inleverdatum {dutch_date(opened.deadline)}, zoals in de formulieren staat; "
        f"in het bestand van de editie staat nu {dutch_date(deadline)}."
    ]


def _storage(tools: Tools) -> list[str]:
    try:
        now = state(tools)
        tools.blobs.has(sha256_hex(b""))
    except BnaError as fault:
        return [str(fault)]
    return _as_opened(tools, now)


def _key(tools: Tools, signatory: Signatory) -> list[str]:
    try:
        identity = tools.signer(signatory).identity
    except BnaError as fault:
        return [str(fault)]
    if identity.throwaway and not tools.sample:
        return [f"De sleutel van {signatory.label} is een wegwerpsleutel; die mag alleen bij een voorbeeld."]
    return []


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schemas of programme and contribution, by file name."""
    return {
        "programme.schema.json": Programme.model_json_schema(),
        "contribution.schema.json": contribution_schema(),
    }
