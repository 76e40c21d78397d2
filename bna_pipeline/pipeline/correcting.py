"""An erratum: what it corrects, and what it takes over from it to begin with."""

from __future__ import annotations

from typing import NamedTuple

from bna_pipeline.errors import KamerbriefUnreadable, Refused
from bna_pipeline.model.base import Paragraphs, Sha256
from bna_pipeline.model.consolidation import Settlement
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.model.errata import Corrected, Relation, chain, erratum_of
from bna_pipeline.model.events import ConflictSettled, ContributionReceived
from bna_pipeline.model.release_events import ReleaseFired
from bna_pipeline.model.round_events import SignedOff
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.approval import content_of
from bna_pipeline.pipeline.carrying import tools_of
from bna_pipeline.pipeline.counting import counting_versions
from bna_pipeline.pipeline.tools import Actor, Tools, record
from bna_pipeline.rounds.terms import local_day


class _Released(NamedTuple):
    """The edition that is corrected: its ports, and its state."""

    tools: Tools
    state: EditionState


def corrected_of(tools: Tools) -> Corrected | None:
    """What this edition corrects, as it was released; None: it is no erratum.

    Raises:
        Refused: what it corrects is not released.
    """
    if tools.edition.corrects is None:
        return None
    released = _released(tools)
    then = released.state
    assert then.letter is not None and then.adoption is not None
    trail, _ = tools.journal.of(released.tools.id).look(
        tools.ledger, released.tools.id, signatures_needed=then.signatures_needed
    )
    fired = next(entry.at for entry in trail if isinstance(entry.event, ReleaseFired))
    return Corrected(
        edition=released.tools.id,
        sent=local_day(fired),
        reference=released.tools.edition.reference,
        number=then.adoption.number,
        letter=then.letter.sha256,
        report=next(f.sha256 for f in then.adoption.files if f.name == REPORT_PDF),
        changed=_said_then(released, then.adoption.draft),
    )


def _said_then(released: _Released, version: int) -> Paragraphs:
    """What the letter that is corrected itself said that it changed; nothing where it was no erratum."""
    if released.tools.edition.corrects is None:
        return ()
    draft = next(made.draft for made in released.state.drafts if made.draft.version == version)
    correction = content_of(released.tools, draft).letter.corrects
    return () if correction is None else correction.changed


def relation_of(tools: Tools) -> Relation:
    """What an edition corrects and what corrects it; an erratum whose round was never opened is none yet."""
    erratum = erratum_of(tools.whole or tools.programme, tools.id)
    if erratum is not None:
        then = _look(tools, tools_of(tools, erratum))
        if then.opened is not None:
            released = then.fired is not None
            return Relation(corrects=tools.edition.corrects, corrected_by=erratum.id, released=released)
    return Relation(corrects=tools.edition.corrects)


def require_correctable(tools: Tools) -> EditionState:
    """The state of what an erratum corrects.

    Raises:
        Refused: it is not released yet, or this project did not release it.
    """
    return _released(tools).state


def require_released(tools: Tools, erratum: str) -> EditionState:
    """The state of an edition that an erratum is to correct.

    Args:
        tools: of the edition that is corrected.
        erratum: the id of the erratum, of which nothing need be known yet.

    Raises:
        Refused: it is not released yet, or this project did not release it.
    """
    then = _look(tools, tools)
    if tools.edition.past and then.opened is None:
        raise Refused(
            f"{tools.id} is niet met deze software gemaakt; hier is niets van wat er is vrijgegeven.",
            "Verbeter die stukken zoals zij zijn gemaakt.",
        )
    if then.fired is None:
        raise Refused(
            f"{erratum} verbetert {tools.id}, en die is nog niet vrijgegeven.",
            "Wat nog niet is vrijgegeven, wijzigt u in de editie zelf.",
        )
    return then


def take_over(tools: Tools, actor: Actor) -> tuple[str, ...]:
    """Put what counted in the edition that is corrected on record in its erratum; what there is to say of it.

    The same originals, with the moments at which they were sent, so that a later version takes their place; with the
    choices that were made between partners, and what their houses agreed to. What is on record already is left.

    Raises:
        Refused: what it corrects is not released.
        TransitionRefused.
    """
    if tools.edition.corrects is None:
        return ()
    before, then = _released(tools)
    taken = 0
    for seat, checked in sorted(counting_versions(before, then).items(), key=lambda one: one[0].name):
        received = next(r for r in then.received_from(seat.partner) if r.file.sha256 == checked.original)
        event = ContributionReceived(
            partner=seat.partner,
            file=received.file,
            sent_at=then.sent_with(seat.partner, checked.original),
            taken_from=before.id,
        )
        taken += _once(tools, actor, event)
        for agreed in then.agreements_with(seat.partner, checked.original):
            _once(tools, actor, agreed)
    for settlement in {_about(s): s for s in then.settlements}.values():  # of several choices the last one held
        _once(tools, actor, ConflictSettled(settlement=settlement))
    if not taken:
        return ()
    return (f"Wat in {before.id} meetelde, is overgenomen ({taken} bestanden). Een latere versie vervangt er een.",)


def _once(tools: Tools, actor: Actor, event: ContributionReceived | SignedOff | ConflictSettled) -> bool:
    def decide(now: EditionState) -> ContributionReceived | SignedOff | ConflictSettled | None:
        match event:
            case ContributionReceived():
                there = any(r.file.sha256 == event.file.sha256 for r in now.received_from(event.partner))
            case SignedOff():
                there = event in now.agreements_with(event.partner, event.original)
            case ConflictSettled(settlement=settlement):
                there = any(_about(s) == _about(settlement) for s in now.settlements)
        return None if there or now.closed is not None else event

    return record(tools, actor, decide) is not None


def _about(settlement: Settlement) -> tuple[object, ...]:
    """The contradiction that was settled: the same one only while each says what it said."""
    return settlement.field, settlement.subject, tuple(sorted(settlement.values))


def refuse_former_kamerbrief(tools: Tools, kamerbrief: Sha256) -> None:
    """Refuse the Kamerbrief that let go what an erratum corrects: it says nothing of the erratum.

    Args:
        kamerbrief: SHA-256 of the file.

    Raises:
        KamerbriefUnreadable: it is that one.
    """
    for edition in chain(tools.programme, tools.edition):
        then = _look(tools, tools_of(tools, edition))
        if then.kamerbrief is not None and then.kamerbrief.file.sha256 == kamerbrief:
            raise KamerbriefUnreadable(
                f"Dit is de Kamerbrief waarmee {edition.id} vertrok, en niet die van {tools.id}.",
                "Geef de Kamerbrief die bij het erratum hoort, of kies een moment van vertrek en bevestig dat.",
            )


def _released(tools: Tools) -> _Released:
    assert tools.edition.corrects is not None
    before = tools_of(tools, (tools.whole or tools.programme).edition(tools.edition.corrects))
    return _Released(before, require_released(before, tools.id))


def _look(tools: Tools, before: Tools) -> EditionState:
    signatures = len(before.programme.letter.signatories)
    _, then = tools.journal.of(before.id).look(before.ledger, before.id, signatures_needed=signatures)
    return then
