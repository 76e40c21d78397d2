"""One thing to measure, and how a child process measures it."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Workshop:
    """The folder in which everything is prepared once, before anything is measured.

    Attributes:
        folder: holds `before/<stage>` (a project each), `material/` (what the bare engines get), `crowd-<n>/` and
            `conducted/`.
    """

    folder: Path

    def before(self, stage: str) -> Path:
        """The project as it stands when this stage of the sample's story begins."""
        return self.folder / "before" / stage

    def crowd(self, partners: int) -> Path:
        """The project of a generated programme, its round opened."""
        return self.folder / f"crowd-{partners}"

    def by_mail(self, partners: int) -> Path:
        """The project of a generated programme, its round not opened, with what everyone will send in `sent/`."""
        return self.folder / f"by-mail-{partners}"

    @property
    def conducted(self) -> Path:
        """A project in which everything was collected, and whose Prefect home has been used before."""
        return self.folder / "conducted"

    @property
    def material(self) -> Path:
        return self.folder / "material"


@dataclass
class Stopwatch:
    """Seconds by name, as one measurement took them; `whole` is everything between its first and last line."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Time a part of the measurement."""
        began = time.perf_counter()
        yield
        self.note(name, time.perf_counter() - began)

    def note(self, name: str, seconds: float) -> None:
        """Keep a time; a name that is noted twice is summed."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds


Act = Callable[[Workshop, Path, Stopwatch], None]


@dataclass(frozen=True)
class Measurement:
    """Something that is done in a fresh process of its own, again and again.

    Attributes:
        name: unique, as the table's keys are made of it.
        act: the work itself; libraries that it needs are loaded inside, so that their loading is timed.
        project: the prepared folder that it gets a copy of; None: an empty one.
        needs: a program that must be on the machine; without it the measurement is left out.
        once: it takes minutes, so it is not measured again in every round.
    """

    name: str
    act: Act
    project: Callable[[Workshop], Path] | None = None
    needs: str | None = None
    once: bool = False


@dataclass(frozen=True)
class Reading:
    """What one child found: seconds by name, and the most memory it held at once, in megabytes (10^6 bytes)."""

    seconds: dict[str, float]
    peak: float


def take(measurement: Measurement, workshop: Workshop, scratch: Path) -> Reading:
    """Do the work of a measurement once, in this process.

    Args:
        scratch: its own copy of the project, or an empty folder.
    """
    # What the copying left in the page cache would be written out at the product's first fsync.
    os.sync()
    watch = Stopwatch()
    with watch.timing("whole"):
        measurement.act(workshop, scratch, watch)
    return Reading(watch.seconds, peak_megabytes())


def peak_megabytes() -> float:
    """The largest resident set of this process, or of a child of it that has ended."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(w).ru_maxrss for w in who) * 1024 / 1e6
