"""A stage of the review: what is to be read, and decisions about exactly that."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.base import Frozen, PersonId, Sha256
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.reading import Reading
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Digest, Done, InStage, edition_operations, told
from bna_pipeline.portal.api.description import PREFIX
from bna_pipeline.portal.api.downloads import unchanging
from bna_pipeline.portal.doors import Entered
from bna_pipeline.portal.embargo import opens_text
from bna_pipeline.wiring import pipeline

operations = edition_operations("Review")

OnBehalf = Annotated[
    PersonId | None,
    Field(description="The reviewer in whose place the decision is given; null: for oneself.", examples=["beleid"]),
]
Seen = Annotated[Sha256, Field(description="`seen` of the reading that the decision is about.")]
Version = Annotated[int, Field(ge=1, le=100_000, description="`draft` of the reading.", examples=[2])]


class DecisionAsked(Frozen):
    """A verdict on what a reading showed; where draft or sections are others by now, nothing is decided (409)."""

    draft: Version
    seen: Seen
    verdict: Literal["approve", "remark", "return", "withdraw"] = Field(
        description="`remark` is an approval with remarks; `return` and `remark` need a comment or an open remark."
    )
    comment: str = Field(default="", max_length=20_000, description="In Dutch; goes on record.")
    on_behalf: OnBehalf = None


class Reconfirmation(Frozen):
    """An approval of what only followed from other sections."""

    draft: Version
    seen: Seen
    on_behalf: OnBehalf = None


@operations.get("/stages/{stage}/reading", name="api-reading")
def reading(
    stage: InStage,
    visit: Entered,
    on_behalf: Annotated[PersonId | None, Query(description="The reviewer in whose place one decides.")] = None,
) -> Reading:
    """What the person of the key reads and decides on in this stage; sections as HTML, and what changed in them.

    From adoption until release it is on record who read it, once a day.
    """
    found = pipeline.reading(
        visit.tools,
        person=visit.person.id,
        stage=stage,
        on_behalf=on_behalf,
        pictures=f"{PREFIX}/editions/{visit.tools.id}/pictures/",
    )
    opens_text(visit, found.draft, f" bij {found.stage_name}", "API")
    return found


@operations.get(
    "/pictures/{sha256}",
    name="api-picture",
    response_class=Response,
    responses={
        200: {"description": "The picture.", "content": {"image/png": {}, "image/jpeg": {}, "image/svg+xml": {}}}
    },
)
def picture(sha256: Digest, visit: Entered) -> Response:
    """A picture of the draft that counts, as the sections of a reading name it."""
    found = pipeline.attachment(visit.tools, sha256)
    if found is None:
        raise PageMissing("Dit beeld staat in geen concept.", "Kijk in het concept welke beelden er zijn.")
    return unchanging(visit.request, sha256, lambda: Response(found.data, media_type=found.media_type))


@operations.post("/stages/{stage}/decisions", name="api-decide")
def decide(stage: InStage, asked: DecisionAsked, visit: Entered) -> Done:
    """Give a verdict, or take the last one back. The same one again is on record already."""
    step = pipeline.decide(
        visit.tools,
        visit.actor(Act.DECIDE),
        stage=stage,
        verdict=Verdict(asked.verdict),
        comment=asked.comment,
        on_behalf=asked.on_behalf,
        draft=asked.draft,
        seen=asked.seen,
    )
    return told(visit, step, "review")


@operations.post("/stages/{stage}/reconfirmations", name="api-reconfirm")
def reconfirm(stage: InStage, asked: Reconfirmation, visit: Entered) -> Done:
    """Approve again when nothing moved but what follows from other sections (`reconfirmable` of the reading)."""
    step = pipeline.reconfirm(
        visit.tools,
        visit.actor(Act.DECIDE),
        stage=stage,
        draft=asked.draft,
        on_behalf=asked.on_behalf,
        seen=asked.seen,
    )
    return told(visit, step, "review")
