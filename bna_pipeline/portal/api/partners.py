"""The files of a partner as the coordinator looks them over, and what he decides about one of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bna_pipeline.model.base import Frozen, Line, Moment, Sha256
from bna_pipeline.model.finding import Finding
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Done, OfPartner, Reason, edition_operations, told
from bna_pipeline.portal.doors import Entered
from bna_pipeline.portal.round_names import require_asked
from bna_pipeline.wiring import pipeline

operations = edition_operations("Round and drafts")

Version = Annotated[Sha256, Field(description="SHA-256 of the file, as the list of the partner's files has it.")]


class FileTold(Frozen):
    """One file of a partner, as the desk shows it."""

    sha256: Sha256
    name: Line = Field(description="Its name, without a personal number that stood in it.")
    sent_at: Moment | None = Field(description="When it was sent; null: nobody knows, or it was not read yet.")
    department: Line | None
    errors: int | None = Field(description="How many findings keep it from counting; null: it was not read yet.")
    warnings: int | None
    findings: tuple[Finding, ...]
    counts: bool = Field(description="It is the version that counts.")
    late: bool = Field(description="It came after the round was closed, and nobody let it count.")
    waived: bool = Field(description="Nobody needs to mend it any more.")
    waived_because: Line | None
    awaits_sign_off: bool = Field(description="The partner's own house must still agree.")
    agreed_by: tuple[Line, ...] = Field(description="Who of the house agreed.")


class PartnerFiles(Frozen):
    files: tuple[FileTold, ...] = Field(description="In order of arrival, each with what was found in it.")


class OfVersion(Frozen):
    """One file of the partner, and why."""

    version: Version
    reason: Reason


class HouseAgreed(Frozen):
    """Who in the partner's own house agreed, and with which file."""

    version: Version
    by: Line = Field(max_length=200, description="Function of who agreed, in Dutch.", examples=["Directeur Economie"])


@operations.get("/partners/{partner}/files", name="api-partner-files")
def partner_files(partner: OfPartner, visit: Entered) -> PartnerFiles:
    """Every file of a partner, or of the redactie (`redactie`): what counts, came late, or waits for somebody."""
    require_asked(visit, partner)
    found = pipeline.partner_files(visit.tools, partner)
    # Not `file` itself: it has the name as it came.
    lines = (FileTold(sha256=one.sha256, **one.model_dump(exclude={"number", "file"})) for one in found)
    return PartnerFiles(files=tuple(lines))


@operations.post("/partners/{partner}/admissions", name="api-admit")
def admit(partner: OfPartner, asked: OfVersion, visit: Entered) -> Done:
    """Let a version count that came after the round was closed (`late`)."""
    require_asked(visit, partner)
    step = pipeline.admit(
        visit.tools, visit.actor(Act.ADMIT), partner=partner, reason=asked.reason, version=asked.version
    )
    return told(visit, step, "collect")


@operations.post("/partners/{partner}/waivers", name="api-waive")
def waive(partner: OfPartner, asked: OfVersion, visit: Entered) -> Done:
    """Say that nobody needs to mend a file with errors any more."""
    require_asked(visit, partner)
    step = pipeline.waive(visit.tools, visit.actor(Act.WAIVE), partner=partner, file=asked.version, reason=asked.reason)
    return told(visit, step, "collect")


@operations.post("/partners/{partner}/sign-offs", name="api-sign-off")
def sign_off(partner: OfPartner, asked: HouseAgreed, visit: Entered) -> Done:
    """Note that the partner's own house agrees with a version (`awaits_sign_off`)."""
    require_asked(visit, partner)
    step = pipeline.sign_off(
        visit.tools, visit.actor(Act.SIGN_OFF), partner=partner, by=asked.by, version=asked.version
    )
    return told(visit, step, "collect")
