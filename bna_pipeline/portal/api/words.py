"""A draft that a reviewer sends back in Word, and the proposals that stand in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Form, Path, UploadFile
from pydantic import Field

from bna_pipeline.model.base import Frozen, PersonId
from bna_pipeline.model.proposals import ID_DIGITS, ProposalId, ReturnedWord
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Done, InStage, edition_operations, told
from bna_pipeline.portal.api.uploads import plain_name, whole
from bna_pipeline.portal.doors import Entered
from bna_pipeline.portal.ways import may_do
from bna_pipeline.wiring import pipeline

operations = edition_operations("Word")


class ReturnedTold(Done):
    """What a file says that came back; null when it was not read."""

    word: ReturnedWord | None


class Proposals(Frozen):
    proposals: tuple[pipeline.ProposalLine, ...] = Field(
        description="In the order in which files came and each is read."
    )


class ProposalSettled(Frozen):
    accept: bool = Field(description="Whether it is taken over; of a remark: whether something is done with it.")
    reason: str = Field(
        default="", max_length=2000, description="Needed to reject, and as the answer to a remark; in Dutch."
    )


@operations.post("/stages/{stage}/returned-words", name="api-return-word")
def return_word(
    stage: InStage,
    visit: Entered,
    file: Annotated[UploadFile, File(description="The draft's docx with comments and changes, tracked or not.")],
    on_behalf: Annotated[PersonId | None, Form(description="The reviewer in whose place; left out: oneself.")] = None,
) -> ReturnedTold:
    """Send a draft back in Word: each change and comment becomes a proposal or a remark, once, with its author."""
    step = pipeline.return_word(
        visit.tools,
        visit.actor(Act.RETURN_WORD),
        name=plain_name(file, "concept.docx"),
        data=whole(visit, file),
        stage=stage,
        on_behalf=on_behalf,
    )
    return ReturnedTold(**told(visit, step, "review").model_dump(), word=step.word)


@operations.get("/proposals", name="api-proposals")
def proposals(visit: Entered) -> Proposals:
    """Every proposal and remark from Word, and what became of it; for a reviewer those of the files that he sent, or
    that were sent in his place.
    """
    lines, me = pipeline.proposals(visit.tools), visit.person.id
    if may_do(visit, "proposals"):
        return Proposals(proposals=lines)
    returned = pipeline.state(visit.tools).proposals.returned
    own = {entry.file.sha256[:ID_DIGITS] for entry in returned if me in (entry.person, entry.given_by)}
    return Proposals(proposals=tuple(line for line in lines if line.id.partition("-")[0] in own))


@operations.post("/proposals/{proposal}/settlement", name="api-settle-proposal")
def settle_proposal(
    proposal: Annotated[ProposalId, Path(description="`id` of a proposal.", examples=["00000000-1"])],
    asked: ProposalSettled,
    visit: Entered,
) -> Done:
    """Take a proposal over, or not. What is taken over makes the next version of the redactie."""
    step = pipeline.settle_proposal(
        visit.tools, visit.actor(Act.SETTLE_PROPOSAL), proposal=proposal, accept=asked.accept, reason=asked.reason
    )
    return told(visit, step, "draft")
