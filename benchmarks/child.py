"""What a measurement runs in: `python -m benchmarks.child WORKSHOP NAME SCRATCH`, whose last line is a JSON object."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.catalogue import find
from benchmarks.measurement import Workshop, take


def main(workshop: str, name: str, scratch: str) -> None:
    """Take one measurement and print what it found."""
    reading = take(find(name), Workshop(Path(workshop)), Path(scratch))
    sys.stdout.write(f"\n{json.dumps(asdict(reading))}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
