"""The route's stages as data: who decides on what, how many of them must agree, and within which term."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bna_pipeline.model.base import Frozen, Line, PersonId, Sha256, StageId, digest_of
from bna_pipeline.model.round import absent

NO_OBJECTION = "no objection"
"""The rule under which silence until the end of the term is agreement."""


class StageReviewer(Frozen):
    """A reviewer in a stage; `scope` holds section ids or prefixes ending in `*`."""

    person: PersonId
    scope: tuple[str, ...] = ("*",)

    def covers(self, section: str) -> bool:
        """Whether a section lies in this reviewer's scope."""
        return any(section == s or (s.endswith("*") and section.startswith(s[:-1])) for s in self.scope)


class Stage(Frozen):
    """One stage of the route.

    Attributes:
        needed: how many must approve each section: all who cover it; so many of them; or all, where whoever is silent
            until the end of the term has no objection.
        beside: it stands side by side with the stage before it, and is reached when that one is.
        term: working days from the day on which the stage is reached for a draft to the last day on which to decide.
        reminders: working days after the term's last day (before it: a negative number; on it: 0) on which those who
            have not decided are reminded.
        escalation: who is told when the term has passed.
    """

    id: StageId
    name: Line
    reviewers: tuple[StageReviewer, ...] = Field(min_length=1)
    needed: Literal["all", "no objection"] | int = "all"
    beside: bool = Field(default=False, exclude_if=lambda value: value is False)
    term: int | None = Field(default=None, ge=1, le=60, exclude_if=absent)
    reminders: tuple[Annotated[int, Field(ge=-60, le=60)], ...] = Field(default=(), exclude_if=absent)
    escalation: PersonId | None = Field(default=None, exclude_if=absent)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if isinstance(self.needed, int) and not 1 <= self.needed <= len(self.reviewers):
            raise ValueError(f"needed must be 'all', 'no objection' or 1 to {len(self.reviewers)}")
        if self.term is None:
            if self.needed == NO_OBJECTION:
                raise ValueError("needed: 'no objection' asks for a term, at the end of which silence counts")
            if self.reminders or self.escalation is not None:
                raise ValueError("reminders and escalation ask for a term that they go by")
        return self

    @property
    def quorum(self) -> int | None:
        """How many of those who cover a section must approve it; None: all of them."""
        return self.needed if isinstance(self.needed, int) else None

    @property
    def silence_agrees(self) -> bool:
        """Whether who is silent until the end of the term has no objection."""
        return self.needed == NO_OBJECTION

    @property
    def asks(self) -> Sha256:
        """Digest of what it asks of whom, and within which term: a stage that asks something else is opened anew."""
        return digest_of([[r.model_dump(mode="json") for r in self.reviewers], self.needed, self.term])


def groups_of(stages: tuple[Stage, ...]) -> tuple[tuple[Stage, ...], ...]:
    """The stages in order, those that stand side by side together."""
    groups: list[tuple[Stage, ...]] = []
    for stage in stages:
        if stage.beside and groups:
            groups[-1] = (*groups[-1], stage)
        else:
            groups.append((stage,))
    return tuple(groups)
