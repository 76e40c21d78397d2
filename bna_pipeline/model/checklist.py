"""What only a person can judge in a draft."""

from __future__ import annotations

from bna_pipeline.model.base import Frozen, Line


class ChecklistItem(Frozen):
    """One thing to judge.

    Attributes:
        subject: in a word or two.
        question: what to ask oneself, as it is answered with yes or no.
        source: the success criterion or rule behind it.
        places: where in this draft, each a line that a person can go to; empty: the whole draft.
    """

    subject: Line
    question: Line
    source: Line
    places: tuple[Line, ...] = ()
