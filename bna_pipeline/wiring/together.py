"""What waits for several servers waits for them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

R = TypeVar("R")


class SideBySide:
    """A thread for each (`ports.Together`)."""

    def __call__(self, work: Sequence[Callable[[], R]]) -> Iterator[tuple[int, R]]:
        """Each outcome with its place, as they come; what one raised is raised after the last."""
        if not work:
            return
        wrong: BaseException | None = None
        with ThreadPoolExecutor(max_workers=len(work), thread_name_prefix="bna-channel") as pool:
            places = {pool.submit(do): number for number, do in enumerate(work)}
            for done in as_completed(places):
                fault = done.exception()
                if fault is None:
                    yield places[done], done.result()
                wrong = wrong or fault
        if wrong is not None:
            raise wrong
