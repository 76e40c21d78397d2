"""The program that `formats` runs: `format_scan.py FOLDER` says of every file in a folder what format it has by PRONOM.

It imports `pygfried` (Siegfried as a library) and nothing of ours. The library runs a second runtime in the process,
one that does not survive a fork and takes the process along when it falls; and it reads what anybody may have sent.
"""

from __future__ import annotations

import json
import sys

import pygfried


def main(folder: str) -> None:
    """Write one JSON object to standard output: by file name, the identifier and what it is called, or null.

    Raises:
        SystemExit: it failed; the cause goes to standard error as one line.
    """
    try:
        found = pygfried.identify_dir(folder, recursive=False)
    except OSError as fault:
        raise SystemExit(f"siegfried meldt {fault}") from fault
    json.dump({one["filename"].rpartition("/")[2]: _first(one["matches"]) for one in found["files"]}, sys.stdout)


def _first(matches: list[pygfried.Match]) -> tuple[str, str] | None:
    known = [each for each in matches if each["ns"] == "pronom" and each["id"] != "UNKNOWN"]
    if not known:
        return None
    name, version = known[0]["format"], known[0]["version"]
    called = name if version in name else f"{name} {version}"
    return known[0]["id"], called or known[0]["id"]


if __name__ == "__main__":
    main(sys.argv[1])
