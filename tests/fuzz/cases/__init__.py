"""Every bad file that once got through, or broke something: small, readable, with a sentence on what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One file that was once judged wrongly.

    Attributes:
        wrong: what went wrong, in one sentence.
        code: the rule that it must now be told under.
        place: where, when it matters.
        accepted: whether it counts all the same.
        sender: in whose folder it lies.
        achieved: what is read as the answer to `T-01.b`, when that matters.
    """

    build: Callable[[], bytes]
    wrong: str
    code: str
    place: str = ""
    accepted: bool = False
    sender: str = "school"
    achieved: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.build.__name__


class Found:
    """Collects cases by a decorator, in the order in which they stand."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def case(
        self,
        wrong: str,
        code: str,
        *,
        place: str = "",
        accepted: bool = False,
        sender: str = "school",
        achieved: tuple[str, ...] = (),
    ) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
        """Note the builder of a file with what was wrong."""

        def note(build: Callable[[], bytes]) -> Callable[[], bytes]:
            self.cases.append(Case(build, wrong, code, place, accepted, sender, achieved))
            return build

        return note
