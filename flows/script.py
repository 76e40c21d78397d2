"""The script of a demo, `templates/<programme>/demo.yaml`: what persons decide, in order, and what time it is then."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, ValidationError, field_validator

from bna_pipeline.errors import ConfigurationError
from bna_pipeline.model.base import EditionId, Frozen, Line, Moment, PersonId, StageId
from bna_pipeline.model.draft import Outcome, Verdict


class _Act(Frozen):
    """Who does it, and when on the played clock."""

    at: Moment
    person: PersonId | None = Field(default=None, alias="as")


class Open(_Act):
    do: Literal["open"]


class Collect(_Act):
    do: Literal["collect"]


class Settle(_Act):
    do: Literal["settle"]
    field: Literal["status", "version"]
    subject: Line
    chosen: Line
    reason: Line


class Close(_Act):
    do: Literal["close"]
    reason: str = ""


class DraftAct(_Act):
    do: Literal["draft"]


class Decide(_Act):
    do: Literal["decide"]
    stage: StageId
    verdict: Verdict
    comment: str = ""
    on_behalf: PersonId | None = None


class Delegate(_Act):
    do: Literal["delegate"]
    principal: PersonId
    deputy: PersonId
    valid_from: date
    valid_until: date
    reason: Line


class Adopt(_Act):
    do: Literal["adopt"]
    on: date = Field(alias="date")
    number: Line
    outcome: Outcome
    holder: PersonId | None = None

    @field_validator("number", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        # YAML reads an unquoted decision number as a number.
        return str(value) if isinstance(value, int) else value


class FinishMandate(_Act):
    """The mandate's holder approves the final bytes."""

    do: Literal["mandate"]


class Sign(_Act):
    do: Literal["sign"]
    field: Line


class Arm(_Act):
    do: Literal["arm"]


class KamerbriefArrives(_Act):
    """`file` is relative to the project's folder; date and number are read from it unless given."""

    do: Literal["kamerbrief"]
    file: Line
    on: date | None = Field(default=None, alias="date")
    number: Line | None = None


Act = (
    Open
    | Collect
    | Settle
    | Close
    | DraftAct
    | Decide
    | Delegate
    | Adopt
    | FinishMandate
    | Sign
    | Arm
    | KamerbriefArrives
)


class Script(Frozen):
    """One edition's story."""

    edition: EditionId
    steps: tuple[Annotated[Act, Field(discriminator="do")], ...] = Field(min_length=1)


def read_script(path: Path) -> Script:
    """Read a demo's script.

    Args:
        path: a UTF-8 YAML file with `edition` and `steps`.

    Raises:
        ConfigurationError: the file is missing, is no YAML, or a step is wrong; every fault with its place.
    """
    try:
        return Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as wrong:
        raise ConfigurationError(
            f"{path} is niet te lezen: {wrong.strerror}.", "De demo speelt dat bestand."
        ) from wrong
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise ConfigurationError(f"{path} is geen goede YAML: {wrong}.", "Herstel de genoemde regel.") from wrong
    except ValidationError as wrong:
        faults = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in wrong.errors())
        raise ConfigurationError(f"{path} klopt niet: {faults}.", "Herstel de genoemde stappen.") from wrong


def find_script(root: Path) -> Path:
    """The one demo that the project has.

    Raises:
        ConfigurationError: there is none, or more than one.
    """
    found = sorted((root / "templates").glob("*/demo.yaml"))
    if len(found) != 1:
        names = ", ".join(str(p) for p in found) or "geen"
        raise ConfigurationError(
            f"Onder {root / 'templates'} staat niet precies een demo.yaml, maar: {names}.",
            "Zet een demo.yaml in de map van het programma dat gespeeld moet worden.",
        )
    return found[0]
