"""A review of one small draft, and the acts of it with all that most tests do not care about filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import Adoption, Decision, Delegation, Draft, Outcome, Verdict
from bna_pipeline.review.adoption import adopt
from bna_pipeline.review.deciding import decide
from tests.unit.model.small import NOW, draft, everyone, programme

PROGRAMME = programme()
FIRST = draft(1, water="laag", wind="hard", occasion="ja")
SECOND = draft(2, water="hoog", wind="hard", occasion="ja")
ALL = everyone(PROGRAMME, FIRST)
ADVICE = tuple(d for d in ALL if d.stage == "beleid")


def give(
    stage: str = "beleid",
    who: str = "adviseur-water",
    decisions: Sequence[Decision] = (),
    *,
    on: Draft = FIRST,
    verdict: Verdict = Verdict.APPROVE,
    comment: str = "",
    on_behalf: str | None = None,
    delegations: Sequence[Delegation] = (),
    at: datetime = NOW,
    adopted: Adoption | None = None,
) -> Decision:
    """What `decide` makes of it."""
    return decide(
        PROGRAMME,
        on,
        decisions,
        delegations,
        stage=stage,
        given_by=who,
        on_behalf=on_behalf,
        verdict=verdict,
        comment=comment,
        at=at,
        adoption=adopted,
    )


def record(
    on: Draft = FIRST,
    outcome: Outcome = Outcome.ADOPTED,
    holder: str | None = None,
    files: tuple[FileDigest, ...] | None = None,
    number: str = "GS-7",
    recorded_by: str | None = None,
    on_day: date = date(2030, 6, 1),
) -> Adoption:
    """What `adopt` makes of it, after everybody approved the first draft."""
    return adopt(
        PROGRAMME,
        on,
        ALL,
        date=on_day,
        number=number,
        outcome=outcome,
        holder=holder,
        files_now=on.files if files is None else files,
        recorded_by=recorded_by,
    )
