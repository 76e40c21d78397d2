"""The redactie works at the desk: every change makes a new version of its own contribution, through the same intake.

A version made here is a file like any other (`redactie.yaml`, in the form that people write by hand): its original is
kept first, then it is read and checked, and the version that was sent last counts. Whoever edits says which version he
had before him (`base`), so that nobody writes over what he did not see; what breaks a rule of the intake is refused
with its findings, and leaves everything as it was.

`amend_editorial` is what everything else here comes down to, and what an accepted proposal calls::

    amend_editorial(tools, actor, changes: Sequence[EditorialChange], reason: str, *, base=None) -> Step

with `model.editorial.EditorialChange(field=..., paragraphs=..., was=...)`; `pipeline.foreseeing` says beforehand whose
approvals such changes would drop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

from bna_pipeline.errors import EditorialMoved, WrongUse
from bna_pipeline.model.base import FileDigest, PartnerId, Sha256, digest_of
from bna_pipeline.model.contribution import EditableField
from bna_pipeline.model.editorial import ChangeAct, EditorialChange
from bna_pipeline.model.events import REDACTIE, ContributionReceived
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.editorial_versions import FILE, originals, standing, version_of
from bna_pipeline.pipeline.judging import judge_partner
from bna_pipeline.pipeline.telling import write_findings
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, state


def amend_editorial(
    tools: Tools,
    actor: Actor,
    changes: Sequence[EditorialChange],
    reason: str,
    *,
    base: Sha256 | None = None,
    only_if: Callable[[EditionState], None] = lambda _now: None,
) -> Step:
    """Make several changes of the redactie at once: one new version, or none.

    Args:
        reason: why, in Dutch; the partner reads it with an edit that has no reason of its own. Goes on record.
        base: `digest_of` the Editorial that the changes were made on; None: whichever counts now (each change may still
            say what it replaces).
        only_if: raises when, as the version goes on record, it may not be made after all.

    Raises:
        ContributionsMissing: there is no redactie yet.
        EditorialMoved: another version counts by now, or other words stand in a field.
        EditRefused: a rule of the intake is broken; `findings` holds each with its place.
        WrongUse: a change names what is not there.
        TransitionRefused: the edition no longer takes a redactie.
    """
    require(state(tools).phase, Act.EDIT)
    judge_partner(tools, actor, REDACTIE)  # what a killed run left unread
    before = standing(tools, state(tools))
    if base is not None and base != before.base:
        raise _moved()
    version = version_of(tools, before, changes, reason)
    if version is None:
        return Step("edit", False, ("Er is niets gewijzigd.",))
    tools.blobs.put(version.data)
    file = FileDigest.of(FILE, version.data)

    def received(now: EditionState) -> ContributionReceived:
        require(now.phase, Act.EDIT)
        if _unread(now) or standing(tools, now).base != before.base:
            raise _moved()
        only_if(now)
        return ContributionReceived(partner=REDACTIE, file=file, reason=" ".join(reason.split()) or None)

    record(tools, actor, received)
    judge_partner(tools, actor, REDACTIE)
    write_findings(tools)
    number = "1 tekst" if len(changes) == 1 else f"{len(changes)} teksten"
    warnings = (f"{f.place}: {f.message} {f.mend}" for f in version.findings)
    return Step("edit", True, (f"De redactie is bijgewerkt ({number}).", *warnings))


def edit_partner_text(
    tools: Tools,
    actor: Actor,
    *,
    partner: PartnerId,
    action: str,
    field: EditableField,
    text: Sequence[str],
    reason: str,
    base: Sha256,
    original: Sha256 | None = None,
) -> Step:
    """Put a partner's text in other words, tied to the text that counts; the partner's own words again take the edit
    away.

    Args:
        text: paragraphs; of a field of one line that one.
        reason: why; the partner reads it.
        original: `digest_of` the list of the partner's paragraphs that the page showed; None: whichever count now.

    Raises:
        EditorialMoved: the partner's text, or the redactie, is another by now.
        ContributionsMissing, EditRefused, WrongUse, TransitionRefused: as `amend_editorial`.
    """
    if not reason.strip():
        raise WrongUse("Een bewerking heeft een reden nodig: de partner leest haar.", "Schrijf erbij waarom.")
    own = originals(tools, state(tools)).get((partner, action, field), ())
    if original is not None and original != digest_of(list(own)):
        raise EditorialMoved(
            f"{partner} heeft de tekst bij {action} intussen vervangen.",
            "Bekijk de nieuwe tekst van de partner. Er is niets gewijzigd.",
        )
    change = EditorialChange(field=f"edits.{partner}.{action}.{field.value}", paragraphs=tuple(text), reason=reason)
    return amend_editorial(tools, actor, (change,), reason, base=base)


def remove_edit(
    tools: Tools, actor: Actor, *, partner: PartnerId, action: str, field: EditableField, base: Sha256
) -> Step:
    """Let a partner's text stand as the partner wrote it; also an edit that lapsed goes.

    Raises:
        ContributionsMissing, EditorialMoved, EditRefused, WrongUse, TransitionRefused: as `amend_editorial`.
    """
    change = EditorialChange(field=f"edits.{partner}.{action}.{field.value}", act=ChangeAct.REMOVE)
    return amend_editorial(tools, actor, (change,), "", base=base)


def write_editorial_text(
    tools: Tools,
    actor: Actor,
    *,
    field: str,
    base: Sha256,
    heading: str | None = None,
    paragraphs: Sequence[str] | None = None,
    answer: Sequence[str] | None = None,
    reason: str = "",
) -> Step:
    """Write one text of the redactie: what is given replaces what stood there, the rest stays.

    Args:
        field: as `model.editorial.FieldPath`.
        answer: of a development.

    Raises:
        ContributionsMissing, EditorialMoved, EditRefused, WrongUse, TransitionRefused: as `amend_editorial`.
    """
    return amend_editorial(
        tools,
        actor,
        (
            change_of(
                field=field,
                heading=heading,
                paragraphs=None if paragraphs is None else tuple(paragraphs),
                answer=None if answer is None else tuple(answer),
            ),
        ),
        reason,
        base=base,
    )


def add_statement(
    tools: Tools,
    actor: Actor,
    *,
    part: str,
    name: str,
    heading: str,
    argument: Sequence[str],
    base: Sha256,
    position: int | None = None,
) -> Step:
    """Add a numbered statement to the letter.

    Args:
        part: `core` (Kernboodschap) or `consequences` (Consequenties).
        name: its own name within the part, a slug.
        position: among the redactie's own statements of that part, from 1; None: the last.

    Raises:
        ContributionsMissing, EditorialMoved, EditRefused, WrongUse, TransitionRefused: as `amend_editorial`.
    """
    made = change_of(
        field=f"{_statements(part)}.{name}",
        act=ChangeAct.ADD,
        heading=heading,
        paragraphs=tuple(argument),
        position=position,
    )
    return amend_editorial(tools, actor, (made,), "", base=base)


def remove_statement(tools: Tools, actor: Actor, *, part: str, name: str, base: Sha256) -> Step:
    """Take a numbered statement of the redactie out of the letter.

    Raises:
        ContributionsMissing, EditorialMoved, EditRefused, WrongUse, TransitionRefused: as `amend_editorial`.
    """
    gone = change_of(field=f"{_statements(part)}.{name}", act=ChangeAct.REMOVE)
    return amend_editorial(tools, actor, (gone,), "", base=base)


def change_of(**given: Any) -> EditorialChange:
    """A change from what somebody typed.

    Raises:
        WrongUse: there is no such field, or nothing is said.
    """
    try:
        return EditorialChange(**given)
    except ValidationError as fault:
        raise WrongUse(f"De redactie heeft geen tekst {given.get('field')!r}, of er is niets ingevuld.") from fault


def _statements(part: str) -> str:
    if part not in ("core", "consequences"):
        raise WrongUse(f"De brief heeft geen uitspraken in '{part}'.", "Kies core of consequences.")
    return part


def _unread(now: EditionState) -> bool:
    read = {c.original for c in now.checked if c.partner == REDACTIE}
    return any(r.file.sha256 not in read for r in now.received_from(REDACTIE))


def _moved() -> EditorialMoved:
    return EditorialMoved(
        "Een ander heeft de redactie intussen gewijzigd.",
        "Bekijk hoe zij nu luidt en breng uw wijziging daarin opnieuw aan. Er is niets gewijzigd.",
    )
