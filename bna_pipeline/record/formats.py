"""The format of each file by PRONOM, seen from its bytes and its name, in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bna_pipeline.errors import RecordError
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.record.mdto import Format
from bna_pipeline.record.scratch import scratch_folder
from bna_pipeline.system_words import in_words

UNKNOWN: Final = Format(puid=None, name="Onbekend formaat")

_SCANNER = Path(__file__).with_name("format_scan.py")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,12}$")
_SECONDS: Final = 300
_MEND = "Probeer het opnieuw; blijft dit zo, meld dan welk bestand er voor het laatst bij kwam."


def formats_of(files: Mapping[str, bytes]) -> dict[str, Format]:
    """What format each file has.

    Args:
        files: bytes by path; of the path only the ending counts.

    Returns:
        A format for every path, `UNKNOWN` where PRONOM has none. The same files give the same formats under the same
        release of the library, which carries the register.

    Raises:
        RecordError: the scan failed; the message holds the cause.
    """
    # The same bytes under the same ending are looked at once.
    named = {path: f"{sha256_hex(data)}{_ending(path)}" for path, data in files.items()}
    found = _scanned({name: files[path] for path, name in named.items()}) if files else {}
    return {path: found.get(name, UNKNOWN) for path, name in named.items()}


def _scanned(files: Mapping[str, bytes]) -> dict[str, Format]:
    try:
        with scratch_folder() as scratch:
            for name, data in files.items():
                (scratch / name).write_bytes(data)
            said = _scan(scratch)
    except OSError as fault:
        raise RecordError(f"De formaten zijn niet vast te stellen: {in_words(fault)}.", _MEND) from fault
    return {name: Format(puid=one[0], name=one[1]) for name, one in said.items() if one is not None}


def _scan(folder: Path) -> dict[str, list[str] | None]:
    command = [sys.executable, "-P", str(_SCANNER), str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)  # noqa: S603 -- our own program, no shell
    except subprocess.TimeoutExpired as late:
        raise RecordError(f"De formaten zijn na {_SECONDS} seconden niet vastgesteld.", _MEND) from late
    if done.returncode != 0:
        words = done.stderr.strip().rpartition("\n")[2]
        said = words or f"siegfried stopte met code {done.returncode}"
        raise RecordError(f"De formaten zijn niet vast te stellen: {said}.", _MEND)
    found: dict[str, list[str] | None] = json.loads(done.stdout)
    return found


def _ending(path: str) -> str:
    found = _ENDING.search(path)
    return "" if found is None else found[0].lower()
