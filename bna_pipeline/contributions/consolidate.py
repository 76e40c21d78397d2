"""All contributions of an edition and the redactie, brought together into one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bna_pipeline.contributions.conflicts import agreed_status, conflicts
from bna_pipeline.contributions.edits import Edits, original_of
from bna_pipeline.contributions.figures import figures_of
from bna_pipeline.errors import ConflictOpen
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.consolidation import (
    AttributedExample,
    AttributedMoney,
    AttributedText,
    ConsolidatedAction,
    Consolidation,
    ContributionUsed,
    Settlement,
)
from bna_pipeline.model.contribution import ActionReport, Contribution, EditableField, Editorial, Milestone
from bna_pipeline.model.programme import Action, Edition, Programme

__all__ = ["conflicts", "consolidate"]

_Voices = Sequence[tuple[str, ActionReport]]


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
            "Kies per actie welke status geldt, met een reden (bna settle).",
        )
    edits = Edits(editorial.edits)
    actions = tuple(_action(programme, action, said, settled, edits) for action in programme.actions)
    return Consolidation(
        edition=edition.id,
        actions=actions,
        editorial=editorial,
        figures=figures_of(programme, actions),
        used=tuple(ContributionUsed(partner=p, original=contributions[p][0]) for p in sorted(contributions)),
        lapsed_edits=edits.lapsed(said),
    )


def _action(
    programme: Programme,
    action: Action,
    said: Mapping[str, Contribution],
    settlements: Sequence[Settlement],
    edits: Edits,
) -> ConsolidatedAction:
    partners = tuple(p.id for p in programme.partners if p.id in action.partners)
    voices = [
        (partner, report)
        for partner in (action.owner, *partners)
        if partner in said and (report := said[partner].report(action.id)) is not None
    ]
    return ConsolidatedAction(
        id=action.id,
        pillar=action.pillar,
        title=action.title,
        owner=action.owner,
        partners=partners,
        role=action.role,
        status=agreed_status(action, said, settlements),
        reported_by=tuple(partner for partner, _ in voices),
        achieved=_texts(voices, EditableField.ACHIEVED, edits),
        next_steps=_texts(voices, EditableField.NEXT_STEPS, edits),
        reason=_texts(voices, EditableField.REASON, edits),
        measure=_texts(voices, EditableField.MEASURE, edits),
        milestones=_milestones(voices),
        examples=_examples(voices, edits),
        money=tuple(AttributedMoney(partner=p, money=r.money) for p, r in voices if r.money is not None),
    )


def _texts(voices: _Voices, field: EditableField, edits: Edits) -> tuple[AttributedText, ...]:
    texts = []
    for partner, report in voices:
        text, edited = edits.of(partner, report.action, field, original_of(report, field))
        if text:
            texts.append(AttributedText(partner=partner, text=text, edited=edited))
    return tuple(texts)


def _examples(voices: _Voices, edits: Edits) -> tuple[AttributedExample, ...]:
    examples = []
    for partner, report in voices:
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


def _milestones(voices: _Voices) -> tuple[Milestone, ...]:
    """By date, without doubles: two partners that name the same event on the same day mean one milestone."""
    merged: dict[tuple[str, str], Milestone] = {}
    for _, report in voices:
        for milestone in report.milestones:
            key = (milestone.date.isoformat(), milestone.title.casefold())
            first = merged.setdefault(key, milestone)
            if milestone.reached and not first.reached:
                merged[key] = first.model_copy(update={"reached": True})
    return tuple(merged[key] for key in sorted(merged))
