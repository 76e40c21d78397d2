"""What the ledger holds of steps that nobody takes by hand: that one is stuck, and that it goes again.

One entry for each distinct trouble (a step and the code of its error) and one when it is over: however often a step is
tried in between, nothing is added.
"""

from __future__ import annotations

from typing import Literal

from bna_pipeline.model.base import Frozen, Line


class StepStuck(Frozen):
    """A step did not go, for another reason than the time before.

    Attributes:
        step: `Step.name`.
        code: of the error.
        said: the error's Dutch text.
    """

    kind: Literal["step.stuck"] = "step.stuck"
    step: Line
    code: Line
    said: Line


class StepRecovered(Frozen):
    """A step that was stuck goes again."""

    kind: Literal["step.recovered"] = "step.recovered"
    step: Line
