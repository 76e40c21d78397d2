"""The collection round and drafts: contradictions, closing, findings on a draft."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bna_pipeline.model.base import Frozen, Line, Sha256
from bna_pipeline.model.draft_findings import DraftFinding
from bna_pipeline.model.finding import Weight
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.portal.api.answers import Done, Reason, edition_operations, told
from bna_pipeline.portal.doors import Entered
from bna_pipeline.wiring import pipeline

operations = edition_operations("Round and drafts")

Code = Annotated[str, Field(max_length=32, pattern=r"^[A-Z]{2,5}-\d{3}$", examples=["TAAL-101"])]
Place = Annotated[Line, Field(max_length=500)]


class Contradictions(Frozen):
    contradictions: tuple[pipeline.Contradiction, ...] = Field(
        description="Everything in which there is a choice, open ones first."
    )


class Settlement(Frozen):
    """Whose word counts in a contradiction that was read."""

    subject: Line = Field(
        max_length=200, description="`subject` of the contradiction: an action's id, a partner's id.", examples=["K-07"]
    )
    seen: Sha256 = Field(description="`seen` of the contradiction that the choice is about.")
    chosen: Line = Field(
        max_length=200,
        description="`choice` of a side, or one of the `others`.",
        examples=["provincie", "alle", "zonder"],
    )
    reason: Reason


class Closing(Frozen):
    reason: str = Field(default="", max_length=2000, description="Needed when a partner is missing; goes on record.")


class AcceptanceOver(Frozen):
    """A finding that may not stay after all."""

    rule: Code = Field(description="Code of the finding.")
    place: Place | None = Field(default=None, description="Where it is; may be left out when there is one such place.")
    reason: Reason


class Acceptance(AcceptanceOver):
    """Findings of one rule at one place, which may stay."""

    seen: tuple[Sha256, ...] = Field(
        min_length=1, max_length=500, description="`digest` of every finding of this rule at this place that was read."
    )


class FindingLine(Frozen):
    """A finding on the draft as it stands."""

    digest: Sha256 = Field(description="What an acceptance is bound to: another text, another digest.")
    code: str
    weight: Weight
    open: bool = Field(description="Whether it must still be accepted or mended before adoption.")
    place: str
    sentence: str | None
    message: str
    mend: str


class Findings(Frozen):
    draft: int | None = Field(description="Version of the draft; null: there is none yet.")
    findings: tuple[FindingLine, ...]


@operations.get("/contradictions", name="api-contradictions")
def contradictions(visit: Entered) -> Contradictions:
    """Where partners contradict each other, with the words of every side, and what was settled."""
    return Contradictions(contradictions=pipeline.contradictions(visit.tools))


@operations.post("/settlements", name="api-settle")
def settle(asked: Settlement, visit: Entered) -> Done:
    """Settle a contradiction between partners; where a side says something else by now, nothing is settled (409)."""
    step = pipeline.settle(
        visit.tools,
        visit.actor(Act.SETTLE),
        subject=asked.subject,
        chosen=asked.chosen,
        reason=asked.reason,
        seen=asked.seen,
    )
    return told(visit, step, "draft")


@operations.post("/collections", name="api-collect")
def collect(visit: Entered) -> Done:
    """Have the inbox and the mailbox looked at now, and not at the next tick; what came is read behind this answer."""
    require(pipeline.state(visit.tools).phase, Act.COLLECT)
    visit.actor(Act.COLLECT)
    visit.done("collect")
    return Done(step="collect", changed=False, said=("De inbox en de mail worden nagekeken.",))


@operations.post("/closing", name="api-close")
def close(asked: Closing, visit: Entered) -> Done:
    """Close the round; the first draft follows by itself."""
    return told(visit, pipeline.close(visit.tools, visit.actor(Act.CLOSE), reason=asked.reason), "draft")


@operations.post("/drafts", name="api-make-draft")
def make_draft(visit: Entered) -> Done:
    """Make a draft of what counts now; takes seconds. When nothing changed since the last one, none is made."""
    return told(visit, pipeline.draft(visit.tools, visit.actor(Act.DRAFT)), "review")


@operations.get("/findings", name="api-findings")
def findings(visit: Entered) -> Findings:
    """What the checks say of the draft as it stands."""
    now = pipeline.state(visit.tools)
    if not now.drafts:
        return Findings(draft=None, findings=())
    still = {f.digest for f in pipeline.open_findings(visit.tools, now)}
    every = pipeline.findings_of(visit.tools, now.drafts[-1]).all
    return Findings(draft=now.drafts[-1].draft.version, findings=tuple(_line(f, f.digest in still) for f in every))


def _line(found: DraftFinding, is_open: bool) -> FindingLine:
    said = found.finding
    return FindingLine(
        digest=found.digest,
        code=said.code,
        weight=found.weight,
        open=is_open,
        place=said.place,
        sentence=said.sentence,
        message=said.message,
        mend=said.mend,
    )


@operations.post("/findings/acceptances", name="api-accept")
def accept(asked: Acceptance, visit: Entered) -> Done:
    """Accept a finding on the draft as it stands; where others stand there by now, nothing is accepted (409)."""
    step = pipeline.accept(
        visit.tools,
        visit.actor(Act.ACCEPT),
        rule=asked.rule,
        place=asked.place,
        reason=asked.reason,
        seen=asked.seen,
    )
    return told(visit, step, "review")


@operations.post("/findings/acceptances/withdrawal", name="api-withdraw-acceptance")
def withdraw_acceptance(asked: AcceptanceOver, visit: Entered) -> Done:
    """Take an acceptance back."""
    step = pipeline.withdraw_acceptance(
        visit.tools, visit.actor(Act.ACCEPT), rule=asked.rule, place=asked.place, reason=asked.reason
    )
    return told(visit, step, "review")
