"""All contributions of an edition and the redactie, brought together into one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bna_pipeline.contributions.amounts import counting_money
from bna_pipeline.contributions.conflicts import agreed_status, conflicts
from bna_pipeline.contributions.edits import Edits, original_of
from bna_pipeline.contributions.figures import figures_of
from bna_pipeline.contributions.gaps import owed_by
from bna_pipeline.contributions.milestones import merged_milestones
from bna_pipeline.contributions.settling import Voices, voices
from bna_pipeline.errors import ConflictOpen
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.consolidation import (
    AttributedExample,
    AttributedText,
    ConsolidatedAction,
    Consolidation,
    ContributionUsed,
    Settlement,
)
from bna_pipeline.model.contribution import Contribution, EditableField, Editorial
from bna_pipeline.model.programme import Action, Edition, Programme

__all__ = ["conflicts", "consolidate", "consolidated_actions"]


def consolidate(
    programme: Programme,
    edition: Edition,
    contributions: Mapping[str, tuple[Sha256, Contribution]],
    editorial: Editorial,
    settlements: Iterable[Settlement],
) -> Consolidation:
    """Bring everything together; the same contributions in any order give the same value.

    Args:
        contributions: by partner id, the original's digest and the contribution that counts.
        settlements: in ledger order; of several for the same conflict the last one holds.

    Raises:
        ConflictOpen: partners contradict each other and that is not settled; the message names the actions.
    """
    settled = tuple(settlements)
    said = {partner: contribution for partner, (_, contribution) in sorted(contributions.items())}
    open_ones = conflicts(programme, said, settled)
    if open_ones:
        raise ConflictOpen(
            f"Partners spreken elkaar tegen over {', '.join(c.subject for c in open_ones)}.",
            "Kies per geval wie gelijk heeft, met een reden (bna settle).",
        )
    edits = Edits(editorial.edits)
    actions = consolidated_actions(programme, said, settled, edits)
    return Consolidation(
        edition=edition.id,
        actions=actions,
        editorial=editorial,
        figures=figures_of(programme, actions),
        used=tuple(ContributionUsed(partner=p, original=contributions[p][0]) for p in sorted(contributions)),
        lapsed_edits=edits.lapsed(said),
    )


def consolidated_actions(
    programme: Programme,
    contributions: Mapping[str, Contribution],
    settlements: Iterable[Settlement],
    edits: Edits | None = None,
) -> tuple[ConsolidatedAction, ...]:
    """Every action with what was said of it, in the programme's order; also where a contradiction is still open.

    Args:
        edits: the redactie's wording of partners' texts; None: as the partners wrote them.
    """
    settled = tuple(settlements)
    worded = Edits(()) if edits is None else edits
    order = {partner.id: place for place, partner in enumerate(programme.partners)}
    return tuple(_action(order, action, contributions, settled, worded) for action in programme.actions)


def _action(
    order: Mapping[str, int],
    action: Action,
    said: Mapping[str, Contribution],
    settlements: Sequence[Settlement],
    edits: Edits,
) -> ConsolidatedAction:
    partners = tuple(sorted(action.partners, key=order.__getitem__))
    reports = dict(voices(action, said))
    told = tuple((partner, reports[partner]) for partner in (action.owner, *partners) if partner in reports)
    return ConsolidatedAction(
        id=action.id,
        pillar=action.pillar,
        title=action.title,
        owner=action.owner,
        partners=partners,
        role=action.role,
        status=agreed_status(action, said, settlements),
        reported_by=tuple(partner for partner, _ in told),
        achieved=_texts(told, EditableField.ACHIEVED, edits),
        next_steps=_texts(told, EditableField.NEXT_STEPS, edits),
        reason=_texts(told, EditableField.REASON, edits),
        measure=_texts(told, EditableField.MEASURE, edits),
        milestones=merged_milestones(action.id, told, settlements),
        examples=_examples(told, edits),
        money=counting_money(action.id, told, settlements),
        gap=owed_by(action, said, settlements),
    )


def _texts(told: Voices, field: EditableField, edits: Edits) -> tuple[AttributedText, ...]:
    texts = []
    for partner, report in told:
        text, edited = edits.of(partner, report.action, field, original_of(report, field))
        if text:
            texts.append(AttributedText(partner=partner, text=text, edited=edited))
    return tuple(texts)


def _examples(told: Voices, edits: Edits) -> tuple[AttributedExample, ...]:
    examples = []
    for partner, report in told:
        if report.example is None:
            continue
        worded = {
            field: edits.of(partner, report.action, field, original_of(report, field))
            for field in (EditableField.EXAMPLE_TITLE, EditableField.EXAMPLE_TEXT, EditableField.EXAMPLE_CAPTION)
        }
        changes = {
            "title": " ".join(worded[EditableField.EXAMPLE_TITLE][0]),
            "text": worded[EditableField.EXAMPLE_TEXT][0],
            "caption": " ".join(worded[EditableField.EXAMPLE_CAPTION][0]) or None,
        }
        examples.append(
            AttributedExample(
                partner=partner,
                example=report.example.model_copy(update=changes),
                edited=any(edited for _, edited in worded.values()),
            )
        )
    return tuple(examples)
