"""An attempt, and how it is held to have failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bna_pipeline.errors import BnaError
from tests.support.canaries import Secrets
from tests.support.embargoed import Scene

Seen = Iterable[bytes | str]
"""What somebody got to see, in whatever form."""


@dataclass(frozen=True)
class Attempt:
    """One way to come at what is under embargo.

    Attributes:
        do: tries it; what was seen by it.
        on_copy: it does something to the project, so it gets one of its own; all that goes by itself goes afterwards.
        forged: it writes in the ledger's file itself that the embargo fell, so that file says nothing here.
        allowed: makes of everything secret what whoever tries may not see.
    """

    name: str
    do: Callable[[Scene], Seen]
    on_copy: bool = False
    forged: bool = False
    allowed: Callable[[Secrets], Secrets] = field(default=lambda secrets: secrets)


def got_out(attempt: Attempt, scene: Scene) -> set[str]:
    """What an attempt got out: an empty set when it failed, as it must.

    Args:
        scene: of its own, where the attempt asks for that; then also what left, and whether the embargo fell.
    """
    secrets = attempt.allowed(scene.secrets)
    got: set[str] = set()
    for seen in attempt.do(scene):
        got |= secrets.shown_in(seen)
    if attempt.on_copy:
        for said in _said_by_itself(scene):
            got |= secrets.words_only().shown_in(said)
        got |= left(scene, forged=attempt.forged)
    return got


def _said_by_itself(scene: Scene) -> Seen:
    """What everything says that goes by itself; where the ledger is not what was written, that it does not go."""
    try:
        return ["\n".join(step.said) for step in scene.run()]
    except BnaError as fault:
        return [str(fault)]


def left(scene: Scene, *, forged: bool = False) -> set[str]:
    """What left, on any side; and that the embargo fell, unless somebody wrote that himself."""
    fell = not forged and scene.fired()
    return scene.gone_out() | ({"the embargo fell"} if fell else set())


def refused(act: Callable[[], object]) -> Seen:
    """What a refusal says, or what was done instead: whether that was right is seen by what left afterwards."""
    try:
        done = act()
    except BnaError as fault:
        return (str(fault), fault.message, fault.mend)
    return (str(done),)
