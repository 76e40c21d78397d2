"""A coroutine that runs until this process is interrupted; then both end in bounded time, whatever they wait for."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, NoReturn

PATIENCE_SECONDS: Final = 20.0
"""How long it may take to put away what it holds before it is asked again: Prefect waits 3 s for each run it ends."""
TIMES_ASKED: Final = 3
HEARS_SECONDS: Final = 0.5
"""One that comes in the instant before the wait begins is heard when that ends: a wait without end never hears it."""
LAST_RESORT_SECONDS: Final = 80.0
"""From the interruption: systemd kills after 90 s and does not say where it hung."""


def until_interrupted(
    work: Callable[[], Coroutine[Any, Any, None]],
    patience: float = PATIENCE_SECONDS,
    last_resort: float = LAST_RESORT_SECONDS,
) -> None:
    """Run it in a thread of its own; on KeyboardInterrupt, cancel it and raise that once it has ended.

    A library may lose a cancellation (asyncio before 3.12 does when what is waited for ends in the same step), and then
    never ends. So it is asked again. From the interruption on the process has so long to end, whatever it still does:
    at the last resort what runs is written to standard error by thread, and it ends with status 1.

    Args:
        work: makes the coroutine; called in the thread.
        patience: seconds it may take to end before it is asked again.
        last_resort: seconds after the interruption at which the process ends, if it has not by then.

    Raises:
        KeyboardInterrupt: after the coroutine has ended, or when it does not end.
        BaseException: whatever the coroutine ended with by itself.
    """
    running = _Running(work)
    try:
        running.begin()
        running.join()
    except KeyboardInterrupt:
        faulthandler.dump_traceback_later(last_resort, exit=True)
        for _ in range(TIMES_ASKED):
            if running.cancelled_within(patience):
                break
        raise
    running.raise_what_went_wrong()


def end_process() -> NoReturn:
    """End this process with status 0, here and now.

    Everything must have been put away. At a usual end Prefect's own threads wait, without limit, to tell a server that
    is gone what they have left (`prefect._internal.concurrency.services`).
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


class _Running:
    """The coroutine in its thread, a daemon: a process that ends does not wait for it."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._work = work
        self._begun = threading.Event()
        # Not the thread's own `join`: one that is interrupted takes the thread for ended (CPython 3.11).
        self._ended = threading.Event()
        self._wrong: BaseException | None = None

    def begin(self) -> None:
        threading.Thread(target=self._run, name="until-interrupted", daemon=True).start()

    def _run(self) -> None:
        try:
            asyncio.run(self._as_task())
        except BaseException as wrong:  # noqa: BLE001  (raised again in the thread that waits)
            self._wrong = wrong
        finally:
            self._begun.set()
            self._ended.set()

    async def _as_task(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._work())
        self._begun.set()
        await self._task

    def join(self) -> None:
        while not self._ended.wait(HEARS_SECONDS):
            pass

    def cancelled_within(self, seconds: float) -> bool:
        """Ask it to end, and say whether it did."""
        if not self._begun.wait(seconds):  # interrupted before its thread came as far as that
            return False
        if self._ended.is_set():
            return True
        with suppress(RuntimeError):  # the loop has closed since: it ended
            self._loop.call_soon_threadsafe(self._task.cancel)
        return self._ended.wait(seconds)

    def raise_what_went_wrong(self) -> None:
        if self._wrong is not None:
            raise self._wrong
