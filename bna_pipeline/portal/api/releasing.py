"""The release: ready to go, held, called off; its minute, the Kamerbrief that lets it go, and what is doubted."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import File, Form, UploadFile
from pydantic import Field
from starlette.responses import Response

from bna_pipeline.errors import WrongUse
from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.base import Frozen, Line, Moment, Sha256
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Digest, Done, Reason, edition_operations, told
from bna_pipeline.portal.api.downloads import download
from bna_pipeline.portal.api.uploads import plain_name, whole
from bna_pipeline.portal.doors import Entered
from bna_pipeline.portal.places import project_root, release_told
from bna_pipeline.wiring import pipeline, views

operations = edition_operations("Release")

Number = Annotated[Line, Field(max_length=100)]


class Arming(Frozen):
    letter: Sha256 = Field(description="SHA-256 of the signed letter that goes, as `letter` of the signing names it.")
    held: Line | None = Field(
        default=None, description="Why it is held, as `held` of the release says; left out: it is not held."
    )


class Held(Frozen):
    reason: Reason


class Planned(Frozen):
    at: str = Field(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$",
        description="The minute at which the package goes, as a clock in `zone` shows it.",
        examples=["2020-07-01T14:00"],
    )
    zone: str = Field(default="Europe/Amsterdam", max_length=64, description="A name of the IANA time zone database.")


class Confirmed(Frozen):
    package: Sha256 = Field(description="Digest of the package that may go, as `armed` of the release names it.")
    at: Moment = Field(description="The minute at which it may go, as `planned_at` of the release names it.")


class DoubtSettled(Frozen):
    document: Line = Field(max_length=1000, description="`document` of a doubt of the release.")
    seen: Sha256 = Field(description="`seen` of that doubt: exactly this is put aside.")
    reason: Reason


@operations.get("/release", name="api-release")
def release(visit: Entered) -> views.ReleaseLine:
    """Where the release stands: its signal, what is doubted, and how far each channel is."""
    return release_told(project_root(visit.request), visit.status.release)


@operations.post("/release/moment", name="api-plan-release")
def plan(asked: Planned, visit: Entered) -> Done:
    """Set the minute at which the package goes; another one takes its place, and a confirmation falls."""
    actor = visit.actor(Act.PLAN_RELEASE)
    step = pipeline.plan_release(visit.tools, actor, at=pipeline.minute_of(asked.at, asked.zone))
    return told(visit, step, "deliver")


@operations.post("/release/moment/withdrawal", name="api-unplan-release")
def unplan(asked: Held, visit: Entered) -> Done:
    """Take the set minute back."""
    step = pipeline.unplan_release(visit.tools, visit.actor(Act.PLAN_RELEASE), reason=asked.reason)
    return told(visit, step, "deliver")


@operations.post("/release/confirmation", name="api-confirm-release")
def confirm(asked: Confirmed, visit: Entered) -> Done:
    """Confirm that this package may go at the set minute."""
    actor = visit.actor(Act.CONFIRM_RELEASE)
    step = pipeline.confirm_release(visit.tools, actor, package=asked.package, at=asked.at)
    return told(visit, step, "deliver")


@operations.post("/release/doubts/settlement", name="api-settle-doubt")
def settle_doubt(asked: DoubtSettled, visit: Entered) -> Done:
    """Put aside a letter that is not the Kamerbrief of this edition. Is it after all, then record it as that."""
    actor = visit.actor(Act.SETTLE_DOUBT)
    step = pipeline.settle_doubt(visit.tools, actor, document=asked.document, reason=asked.reason, seen=asked.seen)
    return told(visit, step, "deliver")


@operations.get(
    "/release/files/{sha256}",
    name="api-signal-file",
    response_class=Response,
    responses={
        200: {
            "description": "The bytes.",
            "content": {kind: {} for kind in ("application/pdf", "application/octet-stream")},
            "headers": {"ETag": {"description": "The SHA-256.", "schema": {"type": "string"}}},
        },
        304: {"description": "`If-None-Match` names these very bytes."},
    },
)
def signal_file(sha256: Digest, visit: Entered) -> Response:
    """The Kamerbrief, or a file of a letter that was doubted, by its SHA-256."""
    found = next((f for f in pipeline.signal_files(visit.tools) if f.sha256 == sha256), None)
    if found is None:
        raise PageMissing("Dit bestand is er niet.", "Kijk bij de vrijgave welke bestanden er zijn.")
    return download(visit.request, found.name, found.sha256, lambda: pipeline.blob_of(visit.tools, found))


@operations.post("/release/arming", name="api-arm")
def arm(asked: Arming, visit: Entered) -> Done:
    """Freeze the package and set its release ready; also after a hold, for who says why it was held."""
    step = pipeline.arm(visit.tools, visit.actor(Act.ARM), letter=asked.letter, held=asked.held)
    return told(visit, step, "deliver")


@operations.post("/release/hold", name="api-hold")
def hold(asked: Held, visit: Entered) -> Done:
    """Hold a release that is ready; arming again lifts it."""
    return told(visit, pipeline.hold(visit.tools, visit.actor(Act.HOLD), reason=asked.reason), "deliver")


@operations.post("/release/abort", name="api-abort")
def abort(asked: Held, visit: Entered) -> Done:
    """Call a release off; arming again freezes a new package."""
    return told(visit, pipeline.abort(visit.tools, visit.actor(Act.ABORT), reason=asked.reason), "deliver")


@operations.post("/release/kamerbrief", name="api-kamerbrief")
def kamerbrief(
    visit: Entered,
    letter: Annotated[UploadFile, File(description="The Kamerbrief (PDF).")],
    on: Annotated[date | None, Form(description="Its date; left out: as its text says.")] = None,
    number: Annotated[Number | None, Form(description="Its number; left out: as its text says.")] = None,
    leaves: Annotated[bool, Form(description="Needed while a release is ready: that the package may go now.")] = False,
) -> Done:
    """Record that the Kamerbrief is out. A release that is ready then goes, at once, and only with `leaves`."""
    now = pipeline.state(visit.tools)
    if now.armed is not None and now.held is None and not now.fired and not leaves:
        raise WrongUse(
            "De vrijgave staat klaar: met de Kamerbrief vertrekt het pakket meteen. Er is niets vastgelegd.",
            "Geef leaves=true mee als het pakket nu mag vertrekken.",
        )
    data = whole(visit, letter)
    step = pipeline.note_kamerbrief(
        visit.tools,
        visit.actor(Act.NOTE_KAMERBRIEF),
        name=plain_name(letter, "kamerbrief.pdf"),
        data=data,
        on=on,
        number=number,
    )
    return told(visit, step, "deliver")
