"""A machine's last look at all editions: by it one sees that the schedule lives, and on which machines."""

from __future__ import annotations

from bna_pipeline.model.base import Frozen, Line, Moment, Sha256


class Look(Frozen):
    """One machine's last look.

    Attributes:
        machine: its name in the network.
        at: when, by its own clock.
        templates: digest over everything in its `templates/`.
        software: versions of this package and of what conducts it, such as `bna-pipeline 0.1.0, prefect 3.8.8`.
    """

    machine: Line
    at: Moment
    templates: Sha256
    software: Line
