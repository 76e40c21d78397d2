"""Drafts that came back in Word, as the dossier keeps them: the file as it came, and what was read from it.

What became of each proposal stands in the trail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bna_pipeline.model.base import FileDigest, Sha256
from bna_pipeline.model.events import Entry
from bna_pipeline.model.proposal_events import WordRefused, WordReturned

FOLDER = "teruggestuurd/"


def returned_of(entries: Sequence[Entry], name: Mapping[Sha256, str]) -> dict[str, Sha256]:
    """Every file that came back and everything read from one: where it lies below `data/`, and its SHA-256.

    Args:
        name: what each file is called in the dossier, by its SHA-256.
    """
    found: dict[str, Sha256] = {}
    for entry in entries:
        event = entry.event
        if isinstance(event, WordReturned | WordRefused):
            found[f"{FOLDER}{event.person}/{name[event.file.sha256]}"] = event.file.sha256
        if isinstance(event, WordReturned):
            found[f"{FOLDER}{event.person}/{event.file.sha256[:16]}-gelezen.json"] = event.proposals
    return found


def files_back(entries: Sequence[Entry]) -> tuple[FileDigest, ...]:
    """The files that came back, in the trail's order."""
    return tuple(e.event.file for e in entries if isinstance(e.event, WordReturned | WordRefused))
