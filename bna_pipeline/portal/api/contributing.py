"""What a partner sends, and what became of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, UploadFile
from pydantic import Field
from starlette.responses import Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.base import FileDigest, Moment, Sha256
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Digest, Done, OfPartner, edition_operations, told
from bna_pipeline.portal.api.downloads import download
from bna_pipeline.portal.api.uploads import plain_name, whole
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered
from bna_pipeline.wiring import pipeline

operations = edition_operations("Contributions")


class SubmittedTold(Done):
    """What came of a file that was sent. With errors it is kept, and does not count."""

    original: Sha256 = Field(description="Its SHA-256; under this it is kept.")
    accepted: bool = Field(description="Whether it was read without errors.")
    counts: bool = Field(description="Whether it is the version that counts now.")
    late: bool = Field(description="Whether it came after the round was closed, and the coordinator must let it count.")
    sent_at: Moment | None = Field(description="Its moment.")
    report: FindingsReport | None = Field(description="Everything that was found in it, each with place and remedy.")


@operations.get("/partners/{partner}/contributions", name="api-contributions")
def contributions(partner: OfPartner, visit: Entered) -> pipeline.ContributionShown:
    """The forms of a partner, the versions that it sent with their findings, and which one counts."""
    return pipeline.contribution_of(visit.tools, partner)


@operations.post("/partners/{partner}/contributions", name="api-submit")
def submit(
    partner: OfPartner,
    visit: Entered,
    file: Annotated[UploadFile, File(description="The form or data file: docx, xlsx, json or yaml.")],
) -> SubmittedTold:
    """Send a contribution in. A file that is there already is said; nothing is kept twice."""
    step = pipeline.submit(
        visit.tools,
        visit.actor(Act.SUBMIT),
        partner=partner,
        name=plain_name(file, "bijdrage"),
        data=whole(visit, file),
    )
    return SubmittedTold(
        **told(visit, step, "collect").model_dump(),
        original=step.original,
        accepted=step.accepted,
        counts=step.counts,
        late=step.late,
        sent_at=step.sent_at,
        report=step.report,
    )


@operations.get(
    "/partners/{partner}/files/{sha256}",
    name="api-partner-file",
    response_class=Response,
    responses={
        200: {"description": "The bytes.", "content": {"application/octet-stream": {}}},
        304: {"description": "`If-None-Match` names these very bytes."},
    },
)
def partner_file(partner: OfPartner, sha256: Digest, visit: Entered) -> Response:
    """A form of the partner, or a file that it sent, by its SHA-256; of the redactie (`redactie`) a file that came."""
    found = _of_redactie(visit, sha256) if partner == REDACTIE else pipeline.own_file(visit.tools, partner, sha256)
    return download(visit.request, found.name, sha256, lambda: pipeline.blob_of(visit.tools, found))


def _of_redactie(visit: Visit, sha256: str) -> FileDigest:
    found = next((f.file for f in pipeline.partner_files(visit.tools, REDACTIE) if f.sha256 == sha256), None)
    if found is None:
        raise PageMissing("Dit bestand is er niet.", "Kijk welke bestanden er van de redactie zijn.")
    return found
