"""`python -m tests.fuzz`: thousands of bad files, the worst of them weighed, a whole folder of them collected.

Prints a table and exits with 1 when a promise was broken.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.fuzz import mails, on_mail
from tests.fuzz.bases import bases
from tests.fuzz.folder import Gathered, gather
from tests.fuzz.mutant import Mutator
from tests.fuzz.trial import GENTLE, MUTATORS, Outcome, Trial, tried
from tests.fuzz.weigh import PROMISED, peaks
from tests.fuzz.worst import WORST

ROUNDS = 25
_SHOWN = 20


class Tally:
    """Counts per level and kind of spoiling."""

    def __init__(self) -> None:
        self.outcomes: dict[tuple[str, str], Counter[Outcome]] = {}
        self.tracebacks = 0
        self.wrong = 0
        self.told: list[str] = []

    def note(self, level: str, name: str, trial: Trial) -> None:
        self.outcomes.setdefault((level, name), Counter())[trial.outcome] += 1
        self.tracebacks += trial.traceback
        self.wrong += bool(trial.faults) and not trial.traceback
        if trial.faults and len(self.told) < _SHOWN:
            self.told.append(f"{trial.name}: {trial.faults[0][-500:]}")

    def total(self, *outcomes: Outcome) -> int:
        return sum(count[o] for count in self.outcomes.values() for o in outcomes or tuple(Outcome))


def fuzzed(rounds: int) -> Tally:
    """Every base spoiled in every way, and in two ways at once; the same rounds give the same files."""
    tally = Tally()
    for base in bases():
        for mutator in MUTATORS[base.kind]:
            for seed in range(rounds):
                tally.note(mutator.level, mutator.name, tried(base, (mutator,), seed, twice=seed == 0))
    word = [base for base in bases() if base.kind == "word"]
    gentle = [m for m in MUTATORS["word"] if m.name in GENTLE]
    rng = Random(2020)
    for seed in range(rounds * 40):
        two: tuple[Mutator, ...] = (rng.choice(gentle), rng.choice(MUTATORS["word"]))
        try:
            tally.note("two at once", two[1].level, tried(rng.choice(word), two, seed, twice=False))
        except (ValueError, KeyError, IndexError, StopIteration):
            continue  # the first change left nothing for the second to work on
    return tally


def _print_tally(tally: Tally) -> None:
    print(f"{'kind of bad file':<50}{'tried':>7}{'refused':>9}{'remarked':>10}{'accepted':>10}")
    for (level, name), count in tally.outcomes.items():
        row = [count[o] for o in Outcome]
        print(f"{f'{level}: {name}':<50}{sum(row):>7}{row[0]:>9}{row[1]:>10}{row[2]:>10}")
    row = [tally.total(o) for o in Outcome]
    print(f"{'all':<50}{sum(row):>7}{row[0]:>9}{row[1]:>10}{row[2]:>10}")


def _print_folder(found: Gathered) -> bool:
    good = found.counting == found.counting_without
    whole = found.kept == found.told == found.bad
    print(
        f"collect: {found.bad} bad files beside {len(found.counting_without)} that count; "
        f"{'all' if good else 'NOT all'} of those still count; originals kept {found.kept}, told about {found.told}"
    )
    return good and whole


def _print_mails(rounds: int) -> bool:
    """Every mail spoiled in every way; whether all was read, and nothing given to whom it is not."""
    kinds: Counter[str] = Counter()
    told: list[str] = []
    for name in mails.bases():
        for mutator in on_mail.SHELF.mutators:
            for seed in range(rounds):
                trial = mails.tried_mail(name, (mutator,), seed, twice=seed == 0)
                kinds[trial.kind.value if trial.kind else "traceback"] += 1
                told += [f"{trial.name}: {fault[-500:]}" for fault in trial.faults]
    read = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    print(f"\nbad mails {kinds.total()}: {read}; broken promises {len(told)}")
    for line in told[:_SHOWN]:
        print(line)
    return not told


def main(arguments: list[str]) -> int:
    """Run everything; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="files for each way of spoiling each base")
    rounds = parser.parse_args(arguments).rounds
    tally = fuzzed(rounds)
    _print_tally(tally)
    mails_sound = _print_mails(rounds)
    weights = peaks(WORST)
    print("\nmemory of one judgement, MiB above the program itself:")
    for name, (mebibytes, outcome) in weights.items():
        print(f"  {name:<40}{mebibytes:>8.0f}  {outcome}")
    with TemporaryDirectory() as folder:
        undisturbed = _print_folder(gather(Path(folder)))
    heaviest = max(mebibytes for mebibytes, _ in weights.values())
    print(
        f"\nbad files {tally.total() + len(weights)}, tracebacks {tally.tracebacks}, wrongly accepted or told "
        f"{tally.wrong}, peak memory {heaviest:.0f} MiB (promised {PROMISED})"
    )
    for line in tally.told:
        print(line)
    return 0 if undisturbed and mails_sound and not tally.tracebacks and not tally.wrong and heaviest < PROMISED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
