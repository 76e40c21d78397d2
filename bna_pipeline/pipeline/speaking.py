"""Who is not silent in a stage where silence agrees: whose own remark or Word proposal waits for an answer.

His silence is no agreement: the term passes as any other does, until somebody decides what happens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bna_pipeline.model.base import Moment, PersonId, StageId
from bna_pipeline.model.draft import Draft
from bna_pipeline.model.proposal_events import WordReturned
from bna_pipeline.model.stages import Stage
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.review.standing import ReviewStanding
from bna_pipeline.rounds.terms import local_day

_PASSED = "de termijn is verlopen zonder besluit"


def outspoken(tools: Tools, now: EditionState, draft: Draft, stage: Stage, due: date | None) -> dict[PersonId, str]:
    """Who of a stage has a remark or a proposal that nobody answered in time, and which of the two, in Dutch.

    A remark is about this draft when it was made on it, or on the same words in an earlier one. A proposal counts for
    as long as it is open; for every stage, where its sender did not say for which.

    Args:
        due: the last day of the term; what is answered after it was open when it ended. None: it has none.
    """
    said: dict[PersonId, str] = {}
    for returned, still in _waiting_word(tools, now, due):
        if returned.stage in (None, stage.id):
            said[returned.person] = _why("een eigen voorstel in Word", still=still)
    words = {(s.id, s.sha256) for s in draft.sections}
    for kept in now.remarks:
        made, answer = kept.remark, kept.answer
        about = made.draft == draft.version or (made.section, made.sha256) in words
        late = answer is not None and not _in_time(answer.at, due)
        if made.stage == stage.id and about and not kept.withdrawn and (kept.open or late):
            said[made.reviewer] = _why("een eigen opmerking", still=kept.open)
    return said


def not_silent(tools: Tools, now: EditionState, review: ReviewStanding) -> Mapping[StageId, Mapping[PersonId, str]]:
    """By stage whose turn it is: whose silence will not agree though he never said no, and why, in Dutch.

    He spoke otherwise, or the term is on record as passed.
    """
    found: dict[StageId, dict[PersonId, str]] = {}
    draft = now.draft
    if draft is None:
        return found
    for stage in review.waiting:
        if not stage.silence_agrees:
            continue
        rule, term = tools.programme.stage(stage.stage), now.course.term(stage.stage, draft.version)
        spoke = outspoken(tools, now, draft, rule, None if term is None else term.due)
        whys = {r.person: spoke.get(r.person) for r in stage.reviewers if not r.spoke_against}
        passed = _PASSED if term is not None and term.expired else None
        found[stage.stage] = {person: why for person in whys if (why := whys[person] or passed) is not None}
    return found


def _waiting_word(tools: Tools, now: EditionState, due: date | None) -> Iterator[tuple[WordReturned, bool]]:
    """The files that came back in which something waits for an answer, or did when the term ended: whether it does."""
    settled, still = {s.proposal: s for s in now.proposals.settled}, _open(tools, now)
    for entry in now.proposals.returned:
        waits = any(i in still for i in entry.ids)
        if waits or any(i in settled and not _in_time(settled[i].at, due) for i in entry.ids):
            yield entry, waits


def _open(tools: Tools, now: EditionState) -> frozenset[str]:
    if not now.proposals.open:
        return frozenset()
    from bna_pipeline.pipeline.proposal_lines import open_proposals  # here: a status without any loads none of it

    return frozenset(line.id for line in open_proposals(tools, now))


def _why(what: str, *, still: bool) -> str:
    return f"{what} {'heeft nog geen antwoord' if still else 'kreeg pas na de termijn antwoord'}"


def _in_time(at: Moment, due: date | None) -> bool:
    return due is None or local_day(at) <= due
