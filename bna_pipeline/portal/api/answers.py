"""What every answer of the API shares: what an act did, and what is said when it was not done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path
from fastapi.routing import APIRoute
from pydantic import Field

from bna_pipeline.model.base import EditionId, Frozen, PartnerId, Sha256, StageId
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import entering
from bna_pipeline.portal.places import project_root, steps_told
from bna_pipeline.wiring import pipeline

VERSION: Final = "1.0.0"
"""Semantic version of the API; its first number stands in every path."""

Reason = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        pattern=r"\S",
        description="Why, in Dutch; goes on record.",
        examples=["Op verzoek van de gedeputeerde."],
    ),
]
InEdition = Annotated[EditionId, Path(description="Id of the edition, `<programme>-<year>`.", examples=["agenda-2020"])]
InStage = Annotated[StageId, Path(description="Id of a stage of the review route.", examples=["beleid"])]
OfPartner = Annotated[PartnerId, Path(description="Id of a partner of the programme.", examples=["provincie"])]
Digest = Annotated[Sha256, Path(description="SHA-256, 64 lower-case hexadecimal digits.", examples=["0" * 64])]


class Done(Frozen):
    """What an act did. One that is sent again is not done twice, and says so."""

    step: str = Field(description="Name of the step.", examples=["decide"])
    changed: bool = Field(description="Whether something was recorded now; false: it stood there already.")
    said: tuple[str, ...] = Field(
        description="Sentences in Dutch about what happened.", examples=[["beleid: akkoord in stap beleid."]]
    )


class FindingTold(Frozen):
    """One thing that is wrong with what was sent, in Dutch."""

    code: str = Field(description="Stable code of the rule.", examples=["BIJ-012"])
    place: str = Field(description="Where it stands.", examples=["K-07.b, alinea 2"])
    message: str = Field(description="What is wrong.")
    mend: str = Field(description="What to do about it.")


class Problem(Frozen):
    """Why something was not done."""

    code: str = Field(description="Stable code of the error.", examples=["REF-003"])
    message: str = Field(description="What is wrong, one sentence in Dutch.")
    mend: str = Field(description="What to do next, in Dutch; may be empty.")
    fields: tuple[str, ...] | None = Field(
        default=None, description="Of 422: which parameters or keys of the body are wrong."
    )
    findings: tuple[FindingTold, ...] | None = Field(
        default=None, description="What rules the text or file breaks, each with its place."
    )


_SAID: dict[int | str, str] = {
    400: "It cannot be done as things stand: a setting, a key, a document or the request itself is unusable.",
    401: "No key was sent, or one that does not work.",
    403: "The matrix does not open this to the person of the key (`docs/desk-access.md`).",
    404: "There is no such edition, stage, draft or file; or not for this person.",
    409: "The rules refuse it now: the state of the edition, a draft that moved on, a decision that is fixed.",
    413: "What is sent is longer than the desk reads.",
    422: "A parameter or the body is not as described, or names what is not there.",
    429: "Too many requests; `Retry-After` says after how many seconds to try again.",
    503: "The store is busy or away. Send the same again: what is on record by then is not done twice.",
}

PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Problem, "description": said} for status, said in _SAID.items()
}
"""What every operation may answer beside what it is for."""


def operations_of(tag: str) -> APIRouter:
    """A router of the API: through the matrix as every route, named by its cell.

    Args:
        tag: the heading under which its operations stand in the description.
    """
    return APIRouter(
        dependencies=[Depends(entering)],
        responses=PROBLEMS,
        tags=[tag],
        generate_unique_id_function=_name_of,
    )


def edition_operations(tag: str, below: str = "", *given: Callable[..., object]) -> APIRouter:
    """A router of what is about one edition.

    Args:
        below: what stands in every path behind the edition.
        given: declare what else stands in the path, where no function asks for it.
    """
    router = operations_of(tag)
    router.prefix = f"/editions/{{edition}}{below}"
    router.dependencies.extend(Depends(part) for part in (_edition, *given))
    return router


def _edition(edition: InEdition) -> str:
    return edition


def _name_of(route: APIRoute) -> str:
    return route.name


def told(visit: Visit, step: pipeline.Step, flow: str | None = None) -> Done:
    """The answer to an act.

    Args:
        flow: which flow the act asks for, when it changed something; None: none.
    """
    if flow is not None and step.changed:
        visit.done(flow)
    return Done(step=step.name, changed=step.changed, said=steps_told(project_root(visit.request), step.said))
