"""What may happen to an edition, and how often: every act of the machine is listed here by its decorator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from bna_pipeline.model.transitions import Act

SMALL = range(12)

THINGS: list[tuple[Act | None, str, dict[str, Sequence[Any]]]] = []

Doing = TypeVar("Doing", bound=Callable[..., None])


def may(weight: int, act: Act | None = None, **given: Sequence[Any]) -> Callable[[Doing], Doing]:
    """What may happen, how often against the rest, and with what; an act more often where an edition is open to it.

    One rule draws from all of it: hypothesis would switch rules of their own off for whole runs, and an edition gets
    nowhere when, say, nobody decides.
    """

    def choose(doing: Doing) -> Doing:
        THINGS.extend([(act, doing.__name__, given)] * weight)
        return doing

    return choose
