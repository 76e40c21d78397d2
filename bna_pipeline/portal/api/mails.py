"""The mails of an edition: what went and came, whose a stray one is, and sending one once more."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from bna_pipeline.model.base import Frozen, Line, PartnerId, Sha256, Slug
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Done, edition_operations, told
from bna_pipeline.portal.doors import Entered
from bna_pipeline.wiring import pipeline

operations = edition_operations("Mails")


class MailAssignment(Frozen):
    """Whose a mail is that came in without reference, or that a person of the programme wrote back."""

    message: Sha256 = Field(description="`message` of a mail that came in.")
    partner: PartnerId | None = Field(description="Whose it is; null: nobody's, it is put aside.")
    department: Slug | None = Field(default=None, description="Of a partner in departments: which one.")

    @model_validator(mode="after")
    def _of_a_partner(self) -> Self:
        if self.partner is None and self.department is not None:
            raise ValueError("a department is one of a partner")
        return self


class MailAgain(Frozen):
    key: Line = Field(max_length=500, description="`key` of a mail that was sent.")


@operations.get("/mails", name="api-mails")
def mails(visit: Entered) -> pipeline.MailList:
    """Every mail that went and came, and what goes next. `needs_person`: somebody must look at it."""
    return pipeline.mail_list(visit.tools)


@operations.post("/mails/assignments", name="api-assign-mail")
def assign(asked: MailAssignment, visit: Entered) -> Done:
    """Say whose a mail is, so that its files are taken in; or put it aside."""
    step = pipeline.assign(
        visit.tools, visit.actor(Act.POST), message=asked.message, partner=asked.partner, department=asked.department
    )
    return told(visit, step, "collect")


@operations.post("/mails/repeats", name="api-resend-mail")
def resend(asked: MailAgain, visit: Entered) -> Done:
    """Have a mail sent once more that was refused or came back, to the address that the programme has now."""
    return told(visit, pipeline.resend(visit.tools, visit.actor(Act.POST), key=asked.key), "collect")
