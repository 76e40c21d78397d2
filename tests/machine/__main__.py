"""`python -m tests.machine [--runs N] [--steps N] [--seed N]`: many runs, and what was tried in them."""

from __future__ import annotations

import argparse
import secrets
import tempfile
from pathlib import Path

from hypothesis import core

from tests.machine.quick import quick_documents
from tests.machine.running import run, told
from tests.machine.setting import lay_out_setting


def main() -> None:
    """Run the machine and print its tally."""
    parser = argparse.ArgumentParser(prog="python -m tests.machine")
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--shrink", action="store_true", help="look for the shortest way to a fault")
    given = parser.parse_args()
    core.global_force_seed = given.seed
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        templates = lay_out_setting(Path(folder))
        with quick_documents(templates):
            tally = run(told(templates), runs=given.runs, steps=given.steps, derandomize=False, shrink=given.shrink)
    print("\n".join(tally.lines()))


if __name__ == "__main__":
    main()
