"""What came of many kills, as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.kills.harness import Ending, Survived

LONGEST = 600
"""Characters of a fault that the table shows."""


@dataclass
class Report:
    """What the kills of one process, or of all, brought to light.

    Attributes:
        points: how many points the undisturbed run passes by, by kind.
        undisturbed: how the undisturbed run ended.
        survived: what came of each kill.
        runs: how many runs went on to the end.
        ended_well: how many of these ended as the undisturbed one did.
        faults: what was otherwise than promised.
        planted: how many differences each planted fault brought to light, at its point (True) and elsewhere (False); of
            the post, at how many points it was found (True) and not (False).
    """

    points: Counter[str]
    undisturbed: Ending
    survived: list[Survived] = field(default_factory=list)
    runs: int = 0
    ended_well: int = 0
    faults: list[str] = field(default_factory=list)
    planted: dict[tuple[str, bool], int] = field(default_factory=dict)

    def add(self, part: Report) -> None:
        """Take over what another process found."""
        self.survived += part.survived
        self.runs += part.runs
        self.ended_well += part.ended_well
        self.faults += part.faults

    def add_run(self, survived: Sequence[Survived], ending: Ending) -> None:
        """Note a run, and how it ended."""
        self.survived += survived
        for each in survived:
            self.faults += [f"act {each.place.act}, {each.place.point}: {fault[:LONGEST]}" for fault in each.faults]
        self.runs += 1
        if ending.finished and ending.content_digest == self.undisturbed.content_digest and not ending.faults:
            self.ended_well += 1
        else:
            said = "; ".join(ending.faults) or f"content digest {ending.content_digest or 'none'}"
            self.faults.append(
                f"a run with {len(survived)} kills, from act {survived[0].place.act} on, ended so: {said}"
            )

    @property
    def good(self) -> bool:
        """Whether there was anything to kill, and every kill ended as promised."""
        well = self.undisturbed.finished and not self.undisturbed.faults
        return well and bool(self.survived) and not self.faults and self.runs == self.ended_well

    def table(self) -> str:
        """Points and kills by kind, and what there is to say of them all."""
        killed = Counter(each.place.point.kind_of_effect for each in self.survived)
        good = Counter(each.place.point.kind_of_effect for each in self.survived if not each.faults)
        rows = [f"{'point':<34}{'points':>8}{'killed':>8}{'as promised':>13}"]
        rows += [f"{kind:<34}{n:>8}{killed[kind]:>8}{good[kind]:>13}" for kind, n in sorted(self.points.items())]
        rows.append(f"{'all':<34}{self.points.total():>8}{killed.total():>8}{good.total():>13}")
        thrown = sum(each.thrown_away for each in self.survived)
        again = Counter(each.refused for each in self.survived if each.refused)
        rows += [
            "",
            f"{self.runs} runs to the end, {self.ended_well} with content digest {self.undisturbed.content_digest}",
            f"{thrown} signatures thrown away, and said so; "
            f"{sum(each.orphans for each in self.survived)} blobs left over that nothing refers to",
            f"second tries refused because it was done: {dict(sorted(again.items()))}",
            *(f"planted: {name}: {'found' if seen else 'not found'} {n}" for (name, seen), n in self.planted.items()),
            *(f"FAULT {fault}" for fault in self.faults),
        ]
        return "\n".join(rows) + "\n"
