"""The letter on its way to two signatures: signed here, or elsewhere and read in again; refused, taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Path, UploadFile
from pydantic import Field
from starlette.responses import Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.access import Subject
from bna_pipeline.model.base import FileDigest, Frozen, Moment, Sha256
from bna_pipeline.model.transitions import Act
from bna_pipeline.model.verdicts import ValidationReport
from bna_pipeline.portal.api.answers import Done, Reason, edition_operations, told
from bna_pipeline.portal.api.uploads import whole
from bna_pipeline.portal.doors import Entered
from bna_pipeline.wiring import pipeline, views

InField = Annotated[Subject, Path(description="Name of a signature field.", examples=["Voorzitter"])]


def _field(field: InField) -> str:
    return field


operations = edition_operations("Signing")
of_field = edition_operations("Signing", "/signatures/{field}", _field)


class Signing(Frozen):
    """Where the signing stands."""

    letter: FileDigest | None = Field(description="The letter as it stands now; null: nothing is adopted yet.")
    signatures: tuple[views.SignatureLine, ...] = Field(description="One for each signatory, in their order.")
    timestamped_at: Moment | None = Field(description="The archive timestamp behind the last signature.")


class SignatureAsked(Frozen):
    letter: Sha256 = Field(description="SHA-256 of the letter that was read, as `letter` of the signing names it.")


class Refusal(Frozen):
    reason: Reason


@operations.get("/signatures", name="api-signatures")
def signatures(visit: Entered) -> Signing:
    """Who signed, who refuses, and which bytes the letter has now."""
    now = pipeline.state(visit.tools)
    return Signing(
        letter=now.letter,
        signatures=views.signature_lines(visit.programme, now),
        timestamped_at=None if now.stamp is None else now.stamp.at,
    )


@of_field.get("/report", name="api-signing-report")
def report(field: InField, visit: Entered) -> ValidationReport:
    """What can be said of the signatures in the letter as it stands; read it before signing."""
    if all(s.field != field for s in visit.programme.letter.signatories):
        raise PageMissing("Deze handtekening staat niet in de brief.", "Kijk wie er ondertekenen.")
    found = pipeline.validation_files(visit.tools, pipeline.state(visit.tools))
    data = next((data for name, data in found.items() if name.endswith(".json")), None)
    if data is None:
        raise PageMissing("Er is nog geen brief om na te kijken.", "Kijk waar het ondertekenen staat.")
    return ValidationReport.model_validate_json(data)


@of_field.post("/signing", name="api-sign")
def sign(asked: SignatureAsked, visit: Entered) -> Done:
    """Sign the letter that was read with the signatory's key on this machine; who has none here signs elsewhere."""
    return told(visit, pipeline.sign(visit.tools, visit.actor(Act.SIGN), letter=asked.letter), "assemble")


@of_field.post(
    "/export",
    name="api-export-letter",
    response_class=Response,
    responses={200: {"description": "The letter (PDF) to sign.", "content": {"application/pdf": {}}}},
)
def export_letter(visit: Entered) -> Response:
    """The letter for a signatory who signs elsewhere. That it went out is recorded, once."""
    step, data = pipeline.export(visit.tools, visit.actor(Act.SIGN))
    told(visit, step)
    headers = {"Content-Disposition": "attachment; filename=statenmededeling.pdf"}
    return Response(data, media_type="application/pdf", headers=headers)


@of_field.post("/import", name="api-import-letter")
def import_letter(
    visit: Entered,
    letter: Annotated[UploadFile, File(description="The letter (PDF) as it was signed elsewhere.")],
) -> Done:
    """Take in a letter that was signed elsewhere, when it is the adopted letter plus signatures and nothing else."""
    data = whole(visit, letter)
    return told(visit, pipeline.import_signed(visit.tools, visit.actor(Act.SIGN), data), "assemble")


@of_field.post("/refusal", name="api-refuse-signing")
def refuse(asked: Refusal, visit: Entered) -> Done:
    """The signatory will not sign; from here on nobody can."""
    step = pipeline.refuse_signing(visit.tools, visit.actor(Act.REFUSE), reason=asked.reason)
    return told(visit, step, "assemble")


@of_field.post("/resumption", name="api-resume-signing")
def resume(visit: Entered) -> Done:
    """The signatory takes his refusal back."""
    return told(visit, pipeline.resume_signing(visit.tools, visit.actor(Act.RESUME)), "assemble")


@of_field.post("/withdrawal", name="api-withdraw-signature")
def withdraw(asked: Refusal, visit: Entered) -> Done:
    """The signatory takes his signature back, while the next one is missing."""
    step = pipeline.withdraw_signature(visit.tools, visit.actor(Act.WITHDRAW_SIGNATURE), reason=asked.reason)
    return told(visit, step, "assemble")
