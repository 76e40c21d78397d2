"""What is to be seen when all contributions lie side by side: for the coordinator, before a draft is made."""

from __future__ import annotations

from enum import StrEnum

from bna_pipeline.model.base import ActionId, EditionId, Frozen, Line, PartnerId, PillarId


class Side(Frozen):
    """Who says what, and about which action; `partner` None: the programme itself."""

    partner: PartnerId | None
    action: ActionId | None
    value: Line


class Contradiction(Frozen):
    """Partners that say different things, side by side; the coordinator settles it before a draft is made.

    Attributes:
        field, subject, about: as in `Conflict`.
        choices: what can be chosen.
        chosen, reason: what the coordinator chose, and why; None while it is open.
    """

    field: Line
    subject: Line
    action: ActionId
    about: Line | None
    sides: tuple[Side, ...]
    choices: tuple[Line, ...]
    chosen: Line | None = None
    reason: Line | None = None


class PointerKind(StrEnum):
    """Why the coordinator should look; none of these stops anything."""

    FIGURE = "verschillend getal"
    NAME = "naam anders geschreven"
    MONEY = "bedrag mogelijk dubbel"
    DEPARTMENTS = "actie door meer dan één afdeling gemeld"  # the last of them counts


class Pointer(Frozen):
    """Something that may be a contradiction and may be none: two partners need not mean the same thing."""

    kind: PointerKind
    about: Line
    sides: tuple[Side, ...]


class ExampleAt(Frozen):
    partner: PartnerId
    action: ActionId
    title: Line


class Double(Frozen):
    """Examples that tell the same story; `exact`: word for word."""

    exact: bool
    examples: tuple[ExampleAt, ...]


class PillarLack(Frozen):
    """What a pillar's chapter still lacks.

    Attributes:
        unreported: actions of which nobody said anything, or says that it will.
        owed: actions whose owner sent a part and delivers the rest later.
        without_example, without_milestone: actions that were reported on without one.
        silent: partners with an action in this pillar of whom no contribution counts.
    """

    pillar: PillarId
    name: Line
    unreported: tuple[ActionId, ...]
    owed: tuple[ActionId, ...]
    without_example: tuple[ActionId, ...]
    without_milestone: tuple[ActionId, ...]
    silent: tuple[PartnerId, ...]


class Observations(Frozen):
    """Everything together; same contributions in any order, same value."""

    edition: EditionId
    contradictions: tuple[Contradiction, ...]  # open ones
    settled: tuple[Contradiction, ...]
    pointers: tuple[Pointer, ...]
    doubles: tuple[Double, ...]
    lacks: tuple[PillarLack, ...]
