"""Making a bag with `bagit`, in a process of its own (`docs/decisions/0004-bagit-makes-the-bags.md` says why)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bna_pipeline.errors import PackageInvalid, RecordError
from bna_pipeline.record.bag import TAG_MANIFESTS, TAGGED, safe_path
from bna_pipeline.record.bagcheck import check_bag, failed
from bna_pipeline.record.scratch import scratch_folder
from bna_pipeline.system_words import in_words

_BAGGER = Path(__file__).with_name("bagger.py")
_FOLD = re.compile(r"\s+")
_MEND = "Controleer of er ruimte is op de schijf en probeer het opnieuw."


def make_bag(payload: Mapping[str, bytes], info: Mapping[str, str]) -> dict[str, bytes]:
    """A whole bag: payload under `data/`, payload and tag manifests in SHA-256 and SHA-512.

    Args:
        payload: bytes by path below `data/`.
        info: elements of `bag-info.txt`, `Bagging-Date` and `Bag-Software-Agent` among them; `Payload-Oxum` is added.

    Returns:
        Bytes by path below the bag's folder, sorted; the same input gives the same bytes.

    Raises:
        PackageInvalid: a path that is not safe, two that differ only in letter case, or one that is also a folder.
        RecordError: the bag could not be made; the message holds the cause.
    """
    _require_baggable(payload)
    folded = {key: _FOLD.sub(" ", value).strip() for key, value in info.items()}
    try:
        tags = _tag_files(payload, folded)
    except OSError as fault:
        raise RecordError(f"Het pakket is niet te maken: {in_words(fault)}.", _MEND) from fault
    files = dict(sorted({**{f"data/{path}": data for path, data in payload.items()}, **tags}.items()))
    checked = check_bag(files)
    if failed(checked.rows):
        first = checked.rows[0]
        raise RecordError(f"Het gemaakte pakket klopt niet: {first.subject} {first.detail}", _MEND)
    return files


def _require_baggable(payload: Mapping[str, bytes]) -> None:
    unsafe = [path for path in payload if not safe_path(path)]
    if unsafe:
        raise PackageInvalid(f"Deze naam kan niet in een pakket: {unsafe[0]!r}.", "Geef het bestand een gewone naam.")
    if len({path.casefold() for path in payload}) != len(payload):
        raise PackageInvalid("Twee namen in het pakket verschillen alleen in hoofdletters.", "Hernoem er een.")
    folders = {str(folder).casefold() for path in payload for folder in Path(path).parents}
    both = [path for path in payload if path.casefold() in folders]
    if both:
        raise PackageInvalid(f"Deze naam is een bestand en een map: {both[0]}.", "Hernoem er een.")


def _tag_files(payload: Mapping[str, bytes], info: Mapping[str, str]) -> dict[str, bytes]:
    """What `bagit` writes beside this payload."""
    with scratch_folder() as scratch:
        folder = scratch / "bag"
        folder.mkdir()
        for path, data in payload.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        _bag_in_place(folder, info)
        tags = {name: (folder / name).read_bytes() for name in (*TAGGED, *TAG_MANIFESTS)}
    # bagit lists tag files in the order of the directory, which differs from disk to disk.
    return {name: _by_path(data) if name in TAG_MANIFESTS else data for name, data in tags.items()}


def _bag_in_place(folder: Path, info: Mapping[str, str]) -> None:
    # -P: what stands beside bagger.py, or where the operator stands, must not be taken for a library.
    command = [sys.executable, "-P", str(_BAGGER), str(folder), json.dumps(info), str(os.getpid())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own program, no shell
    if done.returncode != 0:
        words = done.stderr.strip().rpartition("\n")[2]
        raise RecordError(f"Het pakket is niet te maken: {words or f'bagit stopte met code {done.returncode}'}.", _MEND)


def _by_path(manifest: bytes) -> bytes:
    lines = manifest.decode("utf-8").splitlines(keepends=True)
    return "".join(sorted(lines, key=lambda line: line.split(" ", 1)[1])).encode("utf-8")
