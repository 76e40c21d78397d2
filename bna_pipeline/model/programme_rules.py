"""What must hold within a programme beyond the form of its fields, as sentences for `programme_faults` to place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bna_pipeline.model.base import SYSTEM
from bna_pipeline.model.delivery import KAMERBRIEF_FOLDER
from bna_pipeline.model.errata import broken_errata
from bna_pipeline.model.identifiers import TOOI
from bna_pipeline.model.language import broken_lists
from bna_pipeline.model.lineage import broken_lineage, stands_in

if TYPE_CHECKING:
    from bna_pipeline.model.programme import Partner, Programme


def broken_rules(programme: Programme) -> tuple[str, ...]:
    """Everything that is wrong; empty when nothing is."""
    return (
        *_twice(programme),
        *_dangling(programme),
        *_route(programme),
        *_deputies(programme),
        *(said for partner in programme.partners for said in _departments(programme, partner)),
        *broken_lineage(programme),
        *broken_errata(programme),
        *_findable(programme),
        *broken_lists(_foreign(programme)),
    )


def _twice(programme: Programme) -> Iterator[str]:
    kinds: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("pillar", tuple(p.id for p in programme.pillars)),
        ("partner", tuple(p.id for p in programme.partners)),
        ("action", tuple(a.id for a in programme.actions)),
        ("person", tuple(p.id for p in programme.people)),
        ("edition", tuple(e.id for e in programme.editions)),
        ("stage", tuple(s.id for s in programme.review)),
        ("channel", tuple(c.id for c in programme.delivery.channels)),
        ("field", tuple(s.field for s in programme.letter.signatories)),
        ("signatory", tuple(s.person for s in programme.letter.signatories)),
    )
    for kind, ids in kinds:
        yield from (f"{kind} {key!r} stands here twice" for key, n in Counter(ids).items() if n > 1)


def _foreign(programme: Programme) -> Iterator[tuple[str, str]]:
    yield from (("foreign", one.text) for one in programme.foreign)
    yield from (("abbreviations", one.meaning) for one in programme.abbreviations if one.language is not None)


def _dangling(programme: Programme) -> Iterator[str]:
    pillars = {p.id for p in programme.pillars}
    partners = {p.id for p in programme.partners}
    people = {p.id: p for p in programme.people}
    if programme.province not in partners:
        yield f"province: unknown partner {programme.province!r}"
    for action in programme.actions:
        if action.pillar not in pillars:
            yield f"action {action.id}: unknown pillar {action.pillar!r}"
        for partner in action.reporters:
            if partner not in partners:
                yield f"action {action.id}: unknown partner {partner!r}"
        if len(set(action.reporters)) != len(action.reporters):
            yield f"action {action.id}: a partner stands there twice"
    for pillar in programme.pillars:
        if not any(action.pillar == pillar.id for action in programme.actions):
            yield f"pillar {pillar.id}: has no action"
    for signatory in programme.letter.signatories:
        person = people.get(signatory.person)
        if person is None or "signer" not in person.roles:
            yield f"letter: {signatory.person!r} is nobody with the role signer"
    hand_over, signal, dossier = (programme.delivery.hand_over, programme.delivery.signal, _dossier(programme))
    if signal.inbox and KAMERBRIEF_FOLDER in partners:
        yield f"delivery: signal: inbox takes the folder {KAMERBRIEF_FOLDER!r}, so no partner can have that id"
    if signal.tweede_kamer is not None and not (dossier.isascii() and dossier.isdigit()):
        yield f"delivery: kamerbrief_dossier {dossier!r} is no number, and signal: tweede_kamer asks for that dossier"
    if hand_over is not None and hand_over.partner not in partners:
        yield f"delivery: unknown partner {hand_over.partner!r}"
    for edition in programme.editions:
        if edition.corrects is None and edition.id != f"{programme.id}-{edition.year}":
            yield f"edition {edition.id}: must be called {programme.id}-{edition.year}"
        if edition.standings and not edition.past:
            yield f"edition {edition.id}: only an edition that went out (letter_sent) has standings"
        there = {action.id for action in programme.actions if stands_in(action, edition.year)}
        for unknown in sorted(set(edition.standings) - there):
            yield f"edition {edition.id}: standings names {unknown!r}, which is no action of {edition.year}"


def _route(programme: Programme) -> Iterator[str]:
    people = {p.id: p for p in programme.people}
    if programme.review[0].beside:
        yield f"stage {programme.review[0].id}: is the first one, so there is none for it to stand beside"
    for stage in programme.review:
        for who, n in Counter(r.person for r in stage.reviewers).items():
            person = people.get(who)
            if person is None or "reviewer" not in person.roles:
                yield f"stage {stage.id}: {who!r} is nobody with the role reviewer"
            if n > 1:
                yield f"stage {stage.id}: {who!r} stands there twice; give one scope with all sections"
        if stage.escalation is not None and stage.escalation not in people:
            yield f"stage {stage.id}: escalation: unknown person {stage.escalation!r}"


def _deputies(programme: Programme) -> Iterator[str]:
    people = {p.id: p for p in programme.people}
    if SYSTEM in people:
        yield f"person {SYSTEM}: is what the program calls itself; choose another id"
    for person in programme.people:
        if person.deputy is None:
            continue
        deputy = people.get(person.deputy)
        if deputy is None:
            yield f"person {person.id}: deputy: unknown person {person.deputy!r}"
        elif deputy is person:
            yield f"person {person.id}: cannot be his own deputy"
        elif "reviewer" in person.roles and "reviewer" not in deputy.roles:
            yield f"person {person.id}: deputy {person.deputy!r} is nobody with the role reviewer"


def _dossier(programme: Programme) -> str:
    """The Kamer's dossier without the space that people write in it."""
    return "".join(programme.delivery.kamerbrief_dossier.split())


def _departments(programme: Programme, partner: Partner) -> Iterator[str]:
    """Each action of a partner with departments belongs to exactly one of them: else it is asked twice, or never."""
    if not partner.departments:
        return
    for department, n in Counter(d.id for d in partner.departments).items():
        if n > 1:
            yield f"partner {partner.id}: department {department!r} stands there twice"
    own = tuple(a.id for a in programme.actions_of(partner.id))
    given = Counter(action for d in partner.departments for action in d.actions)
    for action, n in given.items():
        if action not in own:
            yield f"partner {partner.id}: {action!r} is no action of this partner"
        elif n > 1:
            yield f"partner {partner.id}: action {action!r} is asked of two departments"
    for action in own:
        if action not in given:
            yield f"partner {partner.id}: action {action!r} is asked of no department"


def _findable(programme: Programme) -> Iterator[str]:
    if programme.publication is None:
        return
    sender = next((p for p in programme.partners if p.id == programme.province), None)
    if sender is not None and not any(each.of_government for each in sender.identifiers):
        yield f"publication: partner {sender.id} needs an identifier of the government's register ({TOOI}...)"
