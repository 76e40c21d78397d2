"""Copies of a project whose record and files stand on this machine alone."""

from __future__ import annotations

from pathlib import Path

from bna_pipeline.errors import WrongUse
from bna_pipeline.storage import backup
from bna_pipeline.storage.address import is_postgres
from bna_pipeline.wiring.app import App

__all__ = ["back_up", "put_back"]

put_back = backup.put_back


def back_up(app: App, file: Path) -> int:
    """Copy the project into a file; how many files are in it.

    Raises:
        WrongUse: its record or its files stand elsewhere, where their own tools copy them.
        StorageError: something cannot be read or written.
    """
    settings = app.settings
    places = [] if is_postgres(settings.database) else [settings.database_url.partition(":///")[2]]
    places += [] if "://" in settings.blobs_url else [settings.blobs_url]
    inside = all(Path(place).is_relative_to(settings.state) for place in places)
    if len(places) < 2 or not inside:
        raise WrongUse(
            "Het logboek of de bestanden staan niet in de map .bna/ van dit project.",
            "Kopieer ze met hun eigen gereedschap, eerst het logboek: zie docs/operations.md, Backup.",
        )
    return backup.back_up(app.root, file)
