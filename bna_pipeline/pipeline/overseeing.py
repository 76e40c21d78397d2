"""What a coordinator and a secretary look over before they act: what is still missing, and which day it is."""

from __future__ import annotations

from datetime import date

from bna_pipeline.errors import BytesChanged
from bna_pipeline.model.base import Frozen, Line
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.accepting import open_findings
from bna_pipeline.pipeline.approval import drafts_of, files_as_they_stand
from bna_pipeline.pipeline.counting import counting_editorial, draft_is_current, missing_seats, open_conflicts
from bna_pipeline.pipeline.owing import owed_in
from bna_pipeline.pipeline.proposal_lines import open_proposals
from bna_pipeline.pipeline.speaking import not_silent
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.review.route import what_is_missing
from bna_pipeline.review.standing import standing
from bna_pipeline.rounds.asked import named
from bna_pipeline.rounds.terms import local_day


class BeforeClosing(Frozen):
    """What stands between a round and its closing.

    Attributes:
        absent: names of those of whom no contribution counts; a round may close without them, with a reason.
        conflicts: how many contradictions are open; none may be.
        editorial: whether there is a redactie without errors; there must be.
    """

    absent: tuple[Line, ...]
    conflicts: int
    editorial: bool

    @property
    def possible(self) -> bool:
        return self.editorial and not self.conflicts


class BeforeAdoption(Frozen):
    """What stands between a draft and the decision of GS.

    Attributes:
        draft: its version; None: there is none.
        lacking: Dutch sentences; empty: GS can adopt these files.
        superseded: something came in after this draft was made, so that a next one is on its way.
    """

    draft: int | None
    lacking: tuple[Line, ...]
    superseded: bool


def today(tools: Tools) -> date:
    """Which day it is in the Netherlands, by the edition's clock."""
    return local_day(tools.clock.now())


def before_closing(tools: Tools) -> BeforeClosing:
    """What a round still lacks."""
    now = state(tools)
    return BeforeClosing(
        absent=tuple(named(tools.programme, seat) for seat in missing_seats(tools, now)),
        conflicts=len(open_conflicts(tools, now)),
        editorial=counting_editorial(tools, now) is not None,
    )


def before_adoption(tools: Tools) -> BeforeAdoption:
    """What the last draft still lacks before GS can adopt it."""
    now = state(tools)
    if now.draft is None:
        return BeforeAdoption(draft=None, lacking=("Er is nog geen concept.",), superseded=False)
    return BeforeAdoption(
        draft=now.draft.version, lacking=tuple(_lacking(tools, now)), superseded=not draft_is_current(tools, now)
    )


def _lacking(tools: Tools, now: EditionState) -> list[str]:
    made = now.draft
    assert made is not None
    review = standing(tools.programme, now.decisions, drafts_of(now), made)
    missing = what_is_missing(tools.programme, review, not_silent=not_silent(tools, now, review))
    found = [one.sentence for one in missing]
    found += [f"{owed.action}: {owed.sentence}." for owed in owed_in(tools, made)]
    for finding in open_findings(tools, now):
        one = finding.finding
        found.append(f"Bevinding {one.code} ({one.place}) is nog niet aanvaard: {one.message}")
    left = len(open_proposals(tools, now))
    if left:
        found.append(
            f"Uit Word {'wacht nog één voorstel' if left == 1 else f'wachten nog {left} voorstellen'} op een besluit."
        )
    try:
        files_as_they_stand(tools, made)
    except BytesChanged as changed:
        found.append(f"{changed.message} Vraag de beheerder om dit te herstellen.")
    return found
