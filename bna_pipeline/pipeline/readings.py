"""What a reviewer reads and decides on, and the draft for whoever only reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bna_pipeline.documents.compare_fragments import Difference
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.base import SYSTEM, SectionId
from bna_pipeline.model.draft import Decision, Draft, Verdict
from bna_pipeline.model.events import DraftMade, Entry
from bna_pipeline.model.reading import (
    DraftReading,
    EarlierDecision,
    Reading,
    Section,
    SectionChange,
    SectionReading,
)
from bna_pipeline.model.remark_events import RemarkStanding
from bna_pipeline.model.sections import SectionDigest
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.approval import current_draft, drafts_of
from bna_pipeline.pipeline.draft_pages import PICTURES, changed_words, differences_of, fragments_of, pieces_of
from bna_pipeline.pipeline.slots import Slot
from bna_pipeline.pipeline.tools import Tools, trail_and_state
from bna_pipeline.review.bound import marks_of, seen_of
from bna_pipeline.review.delegation import person_of
from bna_pipeline.review.scope_words import covered_words

_ONE_PERSON = "U gaf in deze stap al akkoord, voor uzelf of namens een ander. Samen telt dat als één persoon."


def reading(
    tools: Tools, *, person: str, stage: str, on_behalf: str | None = None, pictures: str = PICTURES
) -> Reading:
    """Everything that a reviewer in a stage reads and decides on.

    Args:
        person: who reads.
        on_behalf: the reviewer in whose place he decides; None: for himself.
        pictures: what stands before the SHA-256 of a picture in its address; `attachment` gives the picture.

    Raises:
        NotApproved: there is no draft yet.
        OutsideStage, UnknownPerson, UnknownStage: this is not his to decide.
        BytesChanged: a draft's content is not what was kept.
    """
    trail, now = trail_and_state(tools)
    slot = Slot.of(tools, now, person=person, stage=stage, on_behalf=on_behalf)
    draft, found = slot.draft, slot.standing
    made = _making(trail, draft)
    again = slot.reconfirmable()
    needed = {s.id for s in found.needed}
    changes = {} if slot.before is None else differences_of(tools, slot.before, draft)
    pieces = pieces_of(tools, draft, pictures, tuple(s.id for s in slot.sections))
    name = person_of(tools.programme, slot.reviewer.person).name
    why_not, why_not_withdraw = slot.refuses(Verdict.APPROVE), slot.refuses(Verdict.WITHDRAW)
    dropped = {d.section.id: d.reason for d in found.dropped}
    there = {s.id for s in draft.sections}
    return Reading(
        edition=tools.id,
        title=tools.edition.title,
        phase=now.phase.value,
        stage=slot.stage,
        stage_name=tools.programme.stage(slot.stage).name,
        person=person,
        person_name=person_of(tools.programme, person).name,
        reviewer=slot.reviewer.person,
        reviewer_name=name,
        draft=draft.version,
        made=made.at,
        reason=made.event.reason,
        files=draft.files,
        sections=tuple(
            _section(section, draft, pieces, changes, now.remarks).model_copy(
                update={
                    "approved": found.approves(section.id),
                    "dropped": dropped.get(section.id),
                    "needed": section.id in needed,
                    "reconfirmable": section.id in again,
                }
            )
            for section in slot.sections
        ),
        others=tuple(Section(id=s.id, title=s.title) for s in draft.sections if not slot.reviewer.covers(s.id)),
        gone=tuple(Section(id=d.section.id, title=d.section.title) for d in found.dropped if d.section.id not in there),
        last_seen=None if slot.before is None else slot.before.version,
        changed=None if slot.before is None or slot.before == draft else changed_words(tools, slot.before, draft),
        seen=seen_of(marks_of(draft, slot.reviewer)),
        covers=(
            *covered_words(draft, slot.reviewer, name if person != slot.reviewer.person else None),
            *((_ONE_PERSON,) if slot.counts_already else ()),
        ),
        decisions=tuple(reversed(_decisions(slot))),
        may_decide=why_not is None,
        why_not=why_not,
        may_withdraw=why_not_withdraw is None,
        why_not_withdraw=why_not_withdraw,
        returned=found.returned,
        done=not needed and not found.returned,
        reconfirmable=why_not is None and bool(needed) and needed == set(again),
        open_remarks=sum(r.open and r.is_of(slot.stage, slot.reviewer.person, draft.version) for r in now.remarks),
    )


def read_draft(
    tools: Tools, *, version: int | None = None, since: int | None = None, pictures: str = PICTURES
) -> DraftReading:
    """A whole draft for whoever decides on none of it, with what changed since another.

    Args:
        version: of the draft; None: the one that counts.
        since: the draft to hold it against; None: the one before it, when there is one.
        pictures: as of `reading`.

    Raises:
        NotApproved: there is no draft yet.
        WrongUse: there is no such draft.
        BytesChanged: a draft's content is not what was kept.
    """
    trail, now = trail_and_state(tools)
    draft = current_draft(now) if version is None else _version(now, version)
    earlier = draft.version - 1 if since is None else since
    before = None if earlier < 1 else _version(now, earlier)
    changes = {} if before is None else differences_of(tools, before, draft)
    pieces = fragments_of(tools, draft, pictures)
    made = _making(trail, draft)
    return DraftReading(
        edition=tools.id,
        title=tools.edition.title,
        draft=draft.version,
        made=made.at,
        reason=made.event.reason,
        files=draft.files,
        since=None if before is None else before.version,
        changed=None if before is None else changed_words(tools, before, draft),
        sections=tuple(_section(s, draft, pieces, changes, now.remarks) for s in draft.sections),
    )


def _version(now: EditionState, version: int) -> Draft:
    found = next((d for d in drafts_of(now) if d.version == version), None)
    if found is None:
        raise WrongUse(f"Concept {version} bestaat niet.", f"Er zijn {len(now.drafts)} concepten.")
    return found


class _Making(NamedTuple):
    at: datetime
    event: DraftMade


def _making(trail: Sequence[Entry], draft: Draft) -> _Making:
    """When a draft was made, and why."""
    return next(
        _Making(entry.at, entry.event)
        for entry in trail
        if isinstance(entry.event, DraftMade) and entry.event.draft.version == draft.version
    )


def _section(
    section: SectionDigest,
    draft: Draft,
    pieces: Mapping[SectionId, str],
    changes: Mapping[SectionId, Difference],
    remarks: Sequence[RemarkStanding],
) -> SectionReading:
    titles = {s.id: s.title for s in draft.sections}
    change = changes.get(section.id)
    return SectionReading(
        id=section.id,
        title=section.title,
        sha256=section.sha256,
        derived=bool(section.derived_from),
        derived_from=tuple(Section(id=s, title=titles[s]) for s in section.derived_from if s in titles),
        inputs=tuple(i.title for i in section.inputs),
        html=pieces[section.id],
        change=None if change is None else SectionChange(kind=change.kind, words=change.words, html=change.html),
        remarks=tuple(r for r in remarks if r.remark.section == section.id and not r.withdrawn),
    )


def _decisions(slot: Slot) -> list[EarlierDecision]:
    """Every decision in this place, oldest first, and what has become of it."""
    own = slot.decisions
    return [_earlier(slot, decision, latest=decision is own[-1]) for decision in own]


def _earlier(slot: Slot, decision: Decision, *, latest: bool) -> EarlierDecision:
    stands = tuple(Section(id=s.id, title=s.title) for s in slot.standing.standing) if latest else ()
    lapsed = tuple(f"{d.section.title}: {d.reason}" for d in slot.standing.dropped) if latest else ()
    silent = decision.given_by == SYSTEM
    names = {person.id: person.name for person in slot.tools.programme.people}
    by = "het systeem" if silent else names.get(decision.given_by, decision.given_by)
    return EarlierDecision(
        draft=decision.draft,
        verdict=decision.verdict,
        comment=decision.comment,
        at=decision.at,
        given_by=decision.given_by,
        given_by_name=by,
        latest=latest,
        stands_for=stands,
        lapsed=lapsed,
        words=_how_it_stands(slot, decision, latest=latest),
    )


def _how_it_stands(slot: Slot, decision: Decision, *, latest: bool) -> str:
    if not latest:
        return "Vervangen door een later besluit."
    if decision.verdict is Verdict.WITHDRAW:
        return "Ingetrokken: er staat geen akkoord."
    if decision.verdict is Verdict.RETURN:
        if slot.standing.returned:
            same = slot.draft.version > decision.draft
            since = f" In concept {slot.draft.version} is dit deel nog hetzelfde." if same else ""
            return f"Geldt: concept {decision.draft} is teruggestuurd.{since}"
        return f"Verwerkt: er is een nieuw concept ({slot.draft.version})."
    number, total = len(slot.standing.standing), len(slot.sections)
    if number == total:
        return "Geldt nog helemaal." if total > 1 else "Geldt nog."
    if not number:
        return "Geldt niet meer: alles in uw deel is sindsdien gewijzigd."
    return f"Geldt nog voor {number} van uw {total} onderdelen."
