"""Whether the schedule lives, and what there is to count: for `/metrics` and `bna check`."""

from __future__ import annotations

import platform
from datetime import datetime
from importlib.metadata import version
from typing import Final

from bna_pipeline import pipeline, views
from bna_pipeline.errors import BnaError, StorageError
from bna_pipeline.model.look import Look
from bna_pipeline.storage.address import is_postgres
from bna_pipeline.storage.looks import SqlLooks
from bna_pipeline.storage.templates import folder_digest
from bna_pipeline.wiring.app import App

_PACKAGES: Final = ("bna-pipeline", "prefect")


def looks_of(app: App) -> SqlLooks:
    """Where the looks stand: for all machines of a PostgreSQL database, or for this one."""
    database = app.settings.database
    return SqlLooks(database if is_postgres(database) else f"sqlite:///{app.settings.state / 'looks.sqlite'}")


def note_look(app: App) -> StorageError | None:
    """Put on record that this machine has just looked at all editions.

    Returns:
        why that could not be kept; it is no reason to stop: the next look tells the same.
    """
    try:
        looks_of(app).note(this_machine(app))
    except StorageError as fault:
        return fault
    return None


def this_machine(app: App) -> Look:
    """What this machine would put on record now."""
    return Look(
        machine=platform.node() or "?",
        at=app.wall.now(),
        templates=folder_digest(app.settings.templates),
        software=", ".join(f"{package} {version(package)}" for package in _PACKAGES),
    )


def last_look(app: App) -> datetime | None:
    """When any machine last looked at all editions; None: never, or that cannot be read."""
    try:
        return max((look.at for look in looks_of(app).all()), default=None)
    except StorageError:
        return None


def figures(app: App) -> tuple[views.Figures, ...]:
    """What there is to count of every edition on record; of one that cannot be read, that it cannot."""
    return tuple(_figures(app, edition) for edition in app.editions())


def _figures(app: App, edition: str) -> views.Figures:
    try:
        tools = app.tools(edition, still=True)
        return views.figures(app.status(edition), pipeline.state(tools))
    except BnaError:
        return views.Figures(edition=edition, readable=False)
