"""The words of each field with whose they are, so that any choice of proposals gives its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bna_pipeline.documents.word_return_flow import Flow
from bna_pipeline.documents.word_return_group import Group
from bna_pipeline.model.proposals import Change, FieldScript, Proposal, ProposalId, ReturnedRemark, ReturnField, Segment


def scripts_of(
    known: Mapping[str, ReturnField], flows: Sequence[Flow], groups: Sequence[Group], ids: Mapping[Group, ProposalId]
) -> list[FieldScript]:
    """The fields that a proposal is about, each with its words and whose they are."""
    came: dict[int, list[str]] = {}
    went: dict[int, list[str]] = {}
    never: set[int] = set()  # what came with a change that cannot be accepted
    for group in groups:
        number = ids.get(group)
        if number is None:
            never.update(group.came)
            continue
        for numbers, found in ((group.came, came), (group.went, went)):
            for n in numbers:
                found.setdefault(n, []).append(number)
    by_mark = {mark: ids[group] for group in groups if group in ids for mark in group.marks}
    for n, mine in came.items():
        around = dict.fromkeys(by_mark[m] for m in flows[n].within if m in by_mark)
        mine += [one for one in around if one not in mine]
    fields = {o.key for n in (*came, *went) if (o := flows[n].owner) is not None}
    segments: dict[str, list[Segment]] = {key: [] for key in fields}
    for n, flow in enumerate(flows):
        if flow.owner is not None and flow.owner.key in fields and n not in never:
            segment = Segment(text=flow.text, came=tuple(came.get(n, ())), went=tuple(went.get(n, ())))
            segments[flow.owner.key].append(segment)
    found_fields = ((key, found) for key, found in known.items() if key in fields)
    return [FieldScript(field=found, segments=tuple(segments[key])) for key, found in found_fields]


def sameness(change: Change, draft: int) -> object:
    """What makes a change of one file the same as one of another.

    One without a mark has no moment: only in a file from the same version of the draft it is the same.
    """
    to = change.fields if isinstance(change, Proposal) else (change.what,) if isinstance(change, ReturnedRemark) else ()
    replies = (change.replies, change.resolved) if isinstance(change, ReturnedRemark) else ()
    return (
        None if change.tracked else draft,
        change.kind, change.author, change.date, change.tracked, change.before, change.after, to, replies,
        change.place.section, change.place.around, change.left, change.right,
    )  # fmt: skip
