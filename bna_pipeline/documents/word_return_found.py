"""What is found in a returned file, in the order of its text, until all of it is known and gets its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bna_pipeline.documents.redline_parts import Element
from bna_pipeline.documents.word_return_group import Group
from bna_pipeline.documents.word_return_pieces import Mark
from bna_pipeline.model.proposals import Change, ChangeKind, ProposalId, ReturnedRemark

BEHIND = 10**6
"""Where in the order comes what stands at no paragraph of the body."""


@dataclass(eq=False)
class Made:
    """A change before it has its number.

    Attributes:
        order: where it comes: the paragraph of the draft, and a number within it.
        make: gives the change for an id.
        group: the words of a change that can be accepted.
        later: it asks for no answer, and is numbered behind all that does.
    """

    order: tuple[int, int]
    make: Callable[[ProposalId], Change]
    group: Group | None = None
    later: bool = False


@dataclass(eq=False)
class Findings:
    """Everything found so far.

    Attributes:
        seen: the tracked changes of the file of which something was said.
        notes: sentences about the file as a whole.
    """

    made: list[Made] = field(default_factory=list)
    seen: set[Element] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def saw(self, marks: Sequence[Mark]) -> None:
        self.seen.update(mark.node for mark in marks if mark.node is not None)

    def remark(self, order: tuple[int, int], kind: ChangeKind, said: Mapping[str, Any], *, later: bool = False) -> None:
        """Add what can only be answered."""
        fields = {"author": None, **said}
        self.made.append(Made(order, lambda number: ReturnedRemark(id=number, kind=kind, **fields), later=later))

    def aside(self, kind: ChangeKind, said: Mapping[str, Any]) -> None:
        """Add a remark that stands at no paragraph of the body."""
        self.remark((BEHIND, len(self.made)), kind, said)
