"""`make mutate`: mutmut over the rooms that keep the promise, within a time, going on where an earlier run stopped.

What mutmut does by itself: the mutants, which tests reach which function, a process for each mutant, time-outs. What is
added here: a limit of time; an order drawn by a seed, so that a run that is cut off is a fair sample of every room; the
quickest tests first; what fixtures and caches reach (`reached.py`); no mutants of prose; a table by room.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import libcst
from mutmut import __main__ as mutmut
from mutmut.mutation import mutators
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.utils.file_utils import walk_mutatable_files
from reached import Remembering, remembering_cache

WORK = Path("mutants")
"""Where mutmut keeps its copy of the checkout and the verdicts; git ignores it."""

SURVIVORS = WORK / "survivors.diff"
MADE_FROM = WORK / "made-from.txt"
SOURCES = ("bna_pipeline", "flows", "templates", "tests", "pyproject.toml", "uv.lock")
VERDICTS = {0: "survived", 1: "killed", 3: "killed", 5: "no tests", 33: "no tests", 24: "timeout", -24: "timeout"}
"""By exit code of a mutant's process: pytest's own; 24 is SIGXCPU, mutmut's time-out."""

NOT_TRIED = "not tried"
AT_IMPORT = (2, 4, 255)  # the tests could not even be collected: what they make on import noticed the mutant


def main(arguments: list[str]) -> int:
    """Plant mutants until the time is up, then print the table; 1 when nothing could be tried."""
    parser = argparse.ArgumentParser(prog="tests/mutation/run.py", description="Mutation score by room.")
    parser.add_argument("--minutes", type=int, default=30, help="stop after so many minutes (30)")
    parser.add_argument("--seed", type=int, default=4, help="decides the order of the mutants (4)")
    parser.add_argument("--processes", type=int, default=2, help="mutants at a time (2)")
    parser.add_argument("mutants", nargs="*", help="only these, by name or pattern; tried again when they were before")
    asked = parser.parse_args(arguments)
    _begin_anew_after_a_change()
    _adapt(asked.seed)
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(asked.minutes * 60)
    try:
        mutmut._run(tuple(asked.mutants), asked.processes)
    except KeyboardInterrupt:
        pass  # The time was up before the first mutant; the table says so.
    finally:
        signal.alarm(0)
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__  # mutmut may have been cut off while it caught both
    verdicts = dict(_verdicts())
    SURVIVORS.write_text("\n\n".join(_survivors(verdicts)) + "\n", encoding="utf-8")
    print(f"\nSeed {asked.seed}, {asked.minutes} minutes, {asked.processes} processes.\n\n{table(verdicts)}")
    print(f"\nWhat survived stands in {SURVIVORS}.")
    return 0 if any(verdict != NOT_TRIED for verdict in verdicts.values()) else 1


def table(verdicts: dict[tuple[str, str], str]) -> str:
    """The score of each room as text.

    Args:
        verdicts: by path and mutant, what mutmut says of it.

    Returns:
        A line a room: mutants made, tried, killed, timed out, crashed, survived, reached by no test, and the share of
        those tried that were found.
    """
    rooms: dict[str, Counter[str]] = {}
    for (path, _), verdict in verdicts.items():
        rooms.setdefault(Path(path).parts[1], Counter())[verdict] += 1
    rooms["all"] = sum(rooms.values(), Counter())
    columns = ("killed", "timeout", "crashed", "survived", "no tests")
    lines = ["".join(f"{head:>10}" for head in ("room", "made", "tried", *columns, "score"))]
    for room, count in rooms.items():
        tried = sum(count[column] for column in columns)
        score = f"{sum(count[column] for column in columns[:3]) / tried:.1%}" if tried else "-"
        cells = (room, count.total(), tried, *(count[column] for column in columns), score)
        lines.append("".join(f"{cell:>10}" for cell in cells))
    left = rooms["all"][NOT_TRIED]
    if left:
        lines.append(f"{left} not tried: the time was up. What was tried is drawn by the seed; run again to go on.")
    return "\n".join(lines)


def _adapt(seed: int) -> None:
    operators: list[Any] = [
        (kind, _word if operator is mutators.operator_string else operator)
        for kind, operator in mutators.mutation_operators
    ]
    mutators.mutation_operators[:] = operators
    # mutmut tries the cheap ones first: cut off in time, that would flatter the functions that are tested quickly.
    mutmut.estimated_worst_case_time = lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest()
    regular = PytestRunner._pytest_args_regular_run

    def quickest_first(runner: PytestRunner, tests: Iterable[str]) -> list[str]:
        arguments: list[str] = regular(runner, sorted(tests, key=lambda test: (took(test), test)))
        return arguments

    def took(test: str) -> float:
        return float(state().duration_by_test.get(test, 0))

    PytestRunner._pytest_args_regular_run = quickest_first
    execute, stats = PytestRunner.execute_pytest, PytestRunner.run_stats

    def run_stats(runner: PytestRunner, *, tests: Iterable[str]) -> int:
        cache, functools.cache = functools.cache, remembering_cache
        try:
            return int(stats(runner, tests=tests))
        finally:
            functools.cache = cache

    def execute_pytest(runner: PytestRunner, params: list[str], plugins: Sequence[object] = ()) -> int:
        return int(execute(runner, params, plugins=[*plugins, Remembering()] if plugins else []))

    PytestRunner.run_stats = run_stats
    PytestRunner.execute_pytest = execute_pytest


def _word(node: libcst.BaseString) -> Iterable[libcst.BaseString]:
    """What mutmut makes of a string, unless it is prose: tests do not hold the wording of a sentence."""
    text = node.value.strip("rbuf'\"").strip() if isinstance(node, libcst.SimpleString) else ""
    prose = " " in text or (text[:1].isupper() and text.endswith("."))
    return () if prose else list(mutators.operator_string(node))


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _begin_anew_after_a_change() -> None:
    """Verdicts are of one state of code and tests; those of another are thrown away."""
    digest = hashlib.sha256()
    for source in map(Path, SOURCES):
        for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    if not MADE_FROM.exists() or MADE_FROM.read_text(encoding="ascii") != digest.hexdigest():
        shutil.rmtree(WORK, ignore_errors=True)
        WORK.mkdir()
        MADE_FROM.write_text(digest.hexdigest(), encoding="ascii")


def _verdicts() -> Iterator[tuple[tuple[str, str], str]]:
    for path in sorted(walk_mutatable_files()):
        found = SourceFileMutationData(path=path)
        found.load()
        for name, code in sorted(found.exit_code_by_key.items()):
            yield (str(path), name), _verdict(code)


def _verdict(code: int | None) -> str:
    if code is None:
        return NOT_TRIED
    return "killed" if code in AT_IMPORT else VERDICTS.get(code, "crashed")


def _survivors(verdicts: dict[tuple[str, str], str]) -> Iterator[str]:
    for (path, name), verdict in verdicts.items():
        if verdict in ("survived", "no tests"):
            yield f"# {name}: {verdict}\n{get_diff_for_mutant(name, path=path)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
