"""What documents are made from, as one digest: a changed template makes a new draft."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bna_pipeline.model.base import Sha256
from bna_pipeline.storage.edition_files import EDITIONS_FOLDER
from bna_pipeline.storage.programmes import PROGRAMME_FILE

NOT_RENDERED = (PROGRAMME_FILE, EDITIONS_FOLDER, "mails", "demo.yaml", "demo")
"""What stands in a programme's folder and in no document: its data have a digest of their own."""


def folder_digest(*folders: Path) -> Sha256:
    """SHA-256 over the names and bytes of everything in these folders that documents are made from."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
            name = path.relative_to(folder)
            if name.parts[0] in NOT_RENDERED:
                continue
            total.update(f"{name.as_posix()}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
