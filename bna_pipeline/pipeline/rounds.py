"""The collection round as the coordinator holds it: open, settle, close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bna_pipeline.contributions.conflicts import settlement_for
from bna_pipeline.contributions.excel_form import excel_form
from bna_pipeline.contributions.forms import word_form
from bna_pipeline.errors import ConflictOpen, Refused
from bna_pipeline.model.base import FileDigest, Sha256, digest_of
from bna_pipeline.model.consolidation import ContributionUsed, Settlement
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.events import REDACTIE, ConflictSettled, EditionClosed, EditionOpened, FormIssued
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.carrying import answers_before, programme_before
from bna_pipeline.pipeline.correcting import require_correctable, take_over
from bna_pipeline.pipeline.counting import (
    all_conflicts,
    counting_editorial,
    counting_versions,
    missing_partners,
    missing_seats,
    open_conflicts,
    sides,
)
from bna_pipeline.pipeline.observing import write_observations
from bna_pipeline.pipeline.readiness import template_faults
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, keep, record, require_reason, state
from bna_pipeline.rounds.asked import Asked
from bna_pipeline.rounds.changes import opening_changes, sentences
from bna_pipeline.rounds.closing import require_closable
from bna_pipeline.rounds.opening import MakeForm, forms_for


def open_edition(tools: Tools, actor: Actor) -> Step:
    """Open the round: a Word and an Excel form for everyone with an action, ready in its outbox folder.

    An erratum asks nobody: it begins with what counted in the edition that it corrects.

    Raises:
        TransitionRefused: the edition is open already.
        Refused: the edition has no deadline, or lies in the past; what an erratum corrects is not released.
    """
    require(state(tools).phase, Act.OPEN)
    deadline = tools.edition.deadline
    if tools.edition.past or deadline is None:
        raise Refused(
            f"Editie {tools.id} heeft geen inleverdatum of is al verzonden.",
            "Zet bij de editie in programme.yaml een `deadline`, en geen `letter_sent`.",
        )
    if tools.edition.corrects is not None:
        return _open_erratum(tools, actor, deadline)
    answers = answers_before(tools)
    before = programme_before(tools)
    forms = forms_for(tools.programme, tools.edition, answers.by_partner, _makers(tools, before))
    said = () if before is None else sentences(opening_changes(before, tools.programme))
    if not answers.final:
        still = f"De ronde van {answers.edition} is nog open"
        said += (f"{still}: wat daar nog verandert, staat niet in deze formulieren.",)
    keep(tools, tools.programme)  # so that the next edition can say what changed since
    issued = []
    for form in forms:
        tools.blobs.put(form.data)
        file = FileDigest.of(form.file_name, form.data)
        issued.append(FormIssued(partner=form.partner, department=form.department, file=file))

    def decide(now: EditionState) -> EditionOpened:
        require(now.phase, Act.OPEN)
        return EditionOpened(
            programme=tools.programme_digest,
            sample=tools.edition.sample,
            deadline=deadline,
            forms=tuple(issued),
            previous=answers.edition,
        )

    record(tools, actor, decide)
    lay_out_forms(tools, state(tools))
    said += tuple(f"LET OP: {fault}" for fault in template_faults(tools))
    return Step("open", True, (*said, f"Editie {tools.id} is open: {len(issued)} formulieren liggen klaar."))


def _open_erratum(tools: Tools, actor: Actor, deadline: date) -> Step:
    corrected = require_correctable(tools)
    keep(tools, tools.programme)

    def decide(now: EditionState) -> EditionOpened:
        require(now.phase, Act.OPEN)
        return EditionOpened(
            programme=tools.programme_digest,
            sample=tools.edition.sample,
            deadline=deadline,
            forms=(),
            previous=None if corrected.opened is None else corrected.opened.previous,
        )

    record(tools, actor, decide)
    said = take_over(tools, actor)
    what = f"Editie {tools.id} is open: een erratum bij {tools.edition.corrects}."
    todo = (
        "Schrijf in de redactie wat er is verbeterd: in het loket, of bij `correction` in het bestand dat u in "
        f"inbox/{tools.id}/{REDACTIE}/ zet. Zonder die tekst komt er geen brief."
    )
    return Step("open", True, (what, *said, todo))


def _makers(tools: Tools, before: Programme | None) -> dict[str, MakeForm]:
    def by(form: Callable[..., bytes]) -> MakeForm:
        def make(programme: Programme, edition: Edition, one: Asked, previous: Contribution | None) -> bytes:
            return form(
                programme,
                edition,
                one.partner,
                previous,
                department=one.department,
                former=before,
                limits=tools.limits,
            )

        return make

    return {"docx": by(word_form), "xlsx": by(excel_form)}


def lay_out_forms(tools: Tools, now: EditionState) -> bool:
    """Put the forms of an opened edition in the partners' folders; says whether any was missing there."""
    if now.opened is None:
        return False
    changed = False
    for form in now.opened.forms:
        path = f"{form.partner}/{form.file.name}"
        if tools.outbox.read(tools.id, path) is None:
            changed |= tools.outbox.write(tools.id, path, blob_of(tools, form.file))
    return changed


def settle(tools: Tools, actor: Actor, *, subject: str, chosen: str, reason: str, seen: Sha256 | None = None) -> Step:
    """Settle a contradiction: whose word counts, and why.

    What was settled may be settled otherwise: the last settlement counts. The same one again is on record already.

    Args:
        subject: as the contradiction names it: an action's id (status), a partner's id (two versions of one moment),
            or the action with the milestone, the amount or the report that is owed.
        chosen: the partner whose word counts, the SHA-256 of the version that counts, `alle` or `zonder`.
        reason: recorded with the choice.
        seen: `digest_of` what each side said where the choice was made; None: whatever they say now.

    Raises:
        ConflictOpen: there is no such contradiction, the choice is none of its sides, or a side says something else by
            now.
        WrongUse: no reason.
    """
    reason = require_reason(reason)
    settled: list[Settlement] = []

    def decide(now: EditionState) -> ConflictSettled | None:
        require(now.phase, Act.SETTLE)
        found = next((c for c in all_conflicts(tools, now) if c.subject == subject), None)
        if found is None:
            raise ConflictOpen(
                f"Over {subject} spreken partners elkaar nu niet tegen.",
                f"Bekijk met `bna status {tools.id}` welke tegenspraak er is.",
            )
        if seen is not None and seen != digest_of(found.values):
            raise ConflictOpen(
                f"Over {subject} zegt een partner intussen iets anders. Er is niets vastgelegd.",
                "Bekijk wat iedereen nu zegt en kies dan opnieuw.",
            )
        if chosen not in sides(found):
            raise ConflictOpen(f"{chosen} is geen partij in deze tegenspraak.", f"Kies uit: {', '.join(sides(found))}.")
        settled[:] = [
            Settlement(field=found.field, subject=found.subject, values=found.values, chosen=chosen, reason=reason)
        ]
        before = settlement_for(found, now.settlements)
        if before is not None and (before.chosen, before.reason) == (chosen, reason):
            return None
        return ConflictSettled(settlement=settled[0])

    changed = record(tools, actor, decide) is not None
    write_observations(tools, state(tools))  # what was settled must not stand there as open
    return Step("settle", changed, (settled[0].sentence,))


def close(tools: Tools, actor: Actor, *, reason: str = "") -> Step:
    """Close the round; a later version of a contribution is still read, and makes a next draft.

    Args:
        reason: needed when a partner is missing; recorded.

    Raises:
        ContributionsMissing: who, when no reason is given, or the redactie.
        ConflictOpen: a contradiction is open.
    """

    def decide(now: EditionState) -> EditionClosed:
        require(now.phase, Act.CLOSE)
        absent = missing_partners(tools, now)
        editorial = counting_editorial(tools, now)
        seats = tuple(seat.name for seat in missing_seats(tools, now))
        require_closable(seats, open_conflicts(tools, now), editorial is not None, reason)
        return EditionClosed(used=_used(tools, now), missing=absent, reason=reason.strip())

    record(tools, actor, decide)
    return Step("close", True, (f"Editie {tools.id} is gesloten.",))


def _used(tools: Tools, now: EditionState) -> tuple[ContributionUsed, ...]:
    counts = counting_versions(tools, now)
    return tuple(
        ContributionUsed(partner=seat.partner, original=counts[seat].original)
        for seat in sorted(counts, key=lambda seat: seat.name)
        if seat.partner != REDACTIE
    )
