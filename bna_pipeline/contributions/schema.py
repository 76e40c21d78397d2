"""The shape of a contribution in JSON or YAML, for who makes one by program: it becomes a published JSON Schema."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bna_pipeline.model.contribution import Completeness
from bna_pipeline.model.programme import Status

SCHEMA_ID = "contribution.schema.json"

RunningText = Annotated[
    str | list[str],
    Field(description="Tekst: alinea's gescheiden door een witregel, of een lijst van alinea's (running text)."),
]
_DAY: dict[str, Any] = {"format": "date", "examples": ["2020-05-12"]}


class _Part(BaseModel):
    # Strict: a number where text belongs is a mistake of the program that wrote it, not something to guess about.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class MilestoneFile(_Part):
    date: str = Field(description="Datum van de mijlpaal (date).", json_schema_extra=_DAY)
    title: str = Field(description="Wat er is of wordt gehaald (what).", min_length=1)
    reached: bool = Field(description="Is de mijlpaal gehaald? (reached)")


class PictureFile(_Part):
    data: str = Field(description="PNG of JPEG in base64.", json_schema_extra={"contentEncoding": "base64"})
    description: str = Field(description="Beschrijving voor wie de afbeelding niet ziet (text alternative).")


class ExampleFile(_Part):
    title: str = Field(description="Titel van het voorbeeld (title).")
    text: RunningText
    picture: PictureFile | None = None
    caption: str | None = Field(default=None, description="Bijschrift onder de afbeelding (caption).")


class MoneyFile(_Part):
    amount: int | float | Decimal | str = Field(description="Bedrag in euro, nul of hoger (amount in euros).")
    purpose: str = Field(description="Waarvoor het bedrag was (purpose).")


class ReportFile(_Part):
    """Wat een partner over één actie meldt (what one partner says about one action)."""

    action: str = Field(description="Code van de actie (action id).", examples=["K-07"])
    status: str = Field(
        description="Status uit de vaste lijst (status).", json_schema_extra={"enum": [s.value for s in Status]}
    )
    achieved: RunningText = Field(default=[], description="Wat is bereikt (achieved).")
    milestones: list[MilestoneFile] = Field(default=[], description="Mijlpalen (milestones).")
    example: ExampleFile | None = Field(default=None, description="Een voorbeeld (example).")
    next_steps: RunningText = Field(default=[], description="Wat komt hierna (what comes next).")
    money: MoneyFile | None = Field(default=None, description="Geld, als het erom ging (money).")
    reason: RunningText = Field(default=[], description="Reden; verplicht bij vertraagd of stopgezet (reason).")
    measure: RunningText = Field(default=[], description="Maatregel; verplicht bij vertraagd of stopgezet (measure).")


class ContributionFile(_Part):
    """De bijdrage van één partner aan één editie (one partner's contribution to one edition)."""

    edition: str = Field(description="Code van de editie (edition id): programma en jaar.")
    partner: str = Field(description="Code van de partner (partner id).")
    completeness: str = Field(
        description="Volledig of gedeeltelijk (complete or partial).",
        json_schema_extra={"enum": [c.value for c in Completeness]},
    )
    sent_at: str = Field(
        description="Moment van verzenden, met tijdzone (sending moment, with offset).",
        json_schema_extra={"format": "date-time", "examples": ["2020-05-04T10:00:00+02:00"]},
    )
    author: str = Field(description="Functie van wie dit invulde, geen naam (a function, not a name).")
    reports: list[ReportFile] = Field(description="Eén melding per actie (one report per action).")


def contribution_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a contribution in JSON or YAML."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **ContributionFile.model_json_schema(),
    }
