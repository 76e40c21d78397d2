"""The release: ready to go, held, called off, and the Kamerbrief that lets it go."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import File, Form, UploadFile
from pydantic import Field

from bna_pipeline.errors import WrongUse
from bna_pipeline.model.base import Frozen, Line, Sha256
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Done, Reason, edition_operations, told
from bna_pipeline.portal.api.uploads import plain_name, whole
from bna_pipeline.portal.doors import Entered
from bna_pipeline.wiring import pipeline, views

operations = edition_operations("Release")

Number = Annotated[Line, Field(max_length=100)]


class Arming(Frozen):
    letter: Sha256 = Field(description="SHA-256 of the signed letter that goes, as `letter` of the signing names it.")


class Held(Frozen):
    reason: Reason


@operations.get("/release", name="api-release")
def release(visit: Entered) -> views.ReleaseLine:
    """Where the release stands."""
    return visit.status.release


@operations.post("/release/arming", name="api-arm")
def arm(asked: Arming, visit: Entered) -> Done:
    """Freeze the package and set its release ready; also after a hold."""
    return told(visit, pipeline.arm(visit.tools, visit.actor(Act.ARM), letter=asked.letter), "deliver")


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
