"""What was tried, counted over all runs."""

from __future__ import annotations

from collections import Counter

from bna_pipeline.model.transitions import Phase


class Tally:
    """What was tried, over all runs."""

    def __init__(self) -> None:
        self.examples = 0
        self.runs = 0
        self.steps = 0
        self.followed = 0
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.phases: Counter[str] = Counter()
        self.programmes_changed = 0

    def lines(self) -> list[str]:
        """The table that `python -m tests.machine` prints."""
        acts = sorted({*self.accepted, *self.refused})
        yes, no = sum(self.accepted.values()), sum(self.refused.values())
        return [
            f"runs {self.runs}, steps {self.steps}; acts tried {yes + no} (accepted {yes}, refused {no}), "
            f"waits followed {self.followed}",
            *(f"  {act:<28} accepted {self.accepted[act]:>6}   refused {self.refused[act]:>6}" for act in acts),
            "steps in each phase: " + ", ".join(f"{p.value} {self.phases[p.value]}" for p in Phase),
        ]
