"""Moving editions on behind the back of a web page: one thread, one edition at a time, and all of them by the clock.

Whoever acts at the desk gets an answer when the act is on record; what follows from it may take seconds. What gets lost
here (the process was killed) is caught up with by the next tick, of this thread or of Prefect's schedule.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Final, Self

from bna_pipeline import pipeline
from bna_pipeline.errors import BnaError, LeaseTaken
from bna_pipeline.model.transitions import Phase
from bna_pipeline.wiring.app import App, trigger_of
from bna_pipeline.wiring.following import Followed, advance_here, follow_up

log = logging.getLogger(__name__)

_TICK: Final = "tick"


class BackgroundAdvance:
    """A worker thread with a queue in which an edition stands once, however often it is asked for.

    Asked for an edition while that is being moved on, it moves it on once more after. As a context manager it starts,
    and at the end finishes the run at hand and lets the rest to the next tick.

    Args:
        app: of which an own copy is made: adapters are not shared with the threads that answer requests.
        tick_seconds: how often every open edition is looked at; None: never. Where the settings name a Prefect server
            that answers, its schedule does that.
        follow, look: do the work after an act, and at a tick.
    """

    def __init__(
        self,
        app: App,
        tick_seconds: int | None = None,
        *,
        follow: Callable[[App, str, str], Followed] = follow_up,
        look: Callable[[App, str], Followed] = advance_here,
    ) -> None:
        self._app = App(app.settings, app.moment, app.by_mail)
        self._tick_seconds = tick_seconds
        self._follow, self._look = follow, look
        self._due: dict[tuple[str, str], object] = {}  # each with what tells one asking from the next
        self._changed = threading.Condition()
        self._stopping = False
        self._busy = False
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begin; a second call changes nothing."""
        with self._changed:
            if self._thread is not None:
                return
            self._stopping = False
            # A daemon: a process that ends without `stop` must not wait for it. A run at hand is finished all the same.
            self._thread = threading.Thread(target=self._work, name="bna-advance", daemon=True)
            self._thread.start()

    def soon(self, edition: str, flow: str) -> None:
        """Have an edition moved on by this flow, after what stands in the queue already."""
        with self._changed:
            self._due[edition, flow] = object()
            self._changed.notify_all()

    def stop(self) -> None:
        """Finish the run at hand and end; returns when the thread is gone."""
        with self._changed:
            thread, self._thread = self._thread, None
            self._stopping = True
            self._changed.notify_all()
        if thread is not None:
            thread.join()
            self._app.access.close()

    def idle(self, timeout: float) -> bool:
        """Wait until nothing is to be done any more.

        Args:
            timeout: seconds.

        Returns:
            whether that came true in time.
        """
        with self._changed:
            return self._changed.wait_for(lambda: not self._due and not self._busy, timeout)

    def _work(self) -> None:
        until = self._next_tick()
        while (due := self._take(until)) is not None:
            edition, flow = due
            if flow == _TICK:
                until = self._next_tick()
            _apart(self._tick if flow == _TICK else partial(self._move, edition, flow))
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _next_tick(self) -> float | None:
        return None if self._tick_seconds is None else monotonic() + self._tick_seconds

    def _take(self, until: float | None) -> tuple[str, str] | None:
        """What is to be done next, when there is something; None: the end has come."""
        with self._changed:
            while not self._due and not self._stopping:
                left = None if until is None else until - monotonic()
                if left is not None and left <= 0:
                    self._busy = True
                    return "", _TICK
                self._changed.wait(left)
            if self._stopping:
                return None
            self._busy = True
            first = next(iter(self._due))
            del self._due[first]
            return first

    def _move(self, edition: str, flow: str) -> None:
        with self._changed:
            before = {due: asked for due, asked in self._due.items() if due[0] == edition}
        done = self._follow(self._app, edition, flow)
        if done.asked.run is None and done.fault is None:
            with self._changed:  # in this process everything was done that these would do
                for due, asked in before.items():
                    if self._due.get(due) is asked:  # nobody asked once more meanwhile
                        del self._due[due]
        _say(edition, done)

    def _tick(self) -> None:
        trigger = trigger_of(self._app)
        if trigger is not None and trigger.running():
            return
        try:
            editions = self._app.editions()
        except BnaError as fault:
            log.error("De edities zijn niet te lezen: %s", fault)
            return
        for edition in editions:
            with self._changed:
                if self._stopping:
                    return
            _apart(partial(self._look_at, edition))

    def _look_at(self, edition: str) -> None:
        try:
            finished = pipeline.state(self._app.tools(edition)).phase is Phase.FINISHED
        except BnaError as fault:
            log.error("%s: %s", edition, fault)
            return
        if not finished:
            _say(edition, self._look(self._app, edition))


def _say(edition: str, done: Followed) -> None:
    """What happened, in the log; a fault as one."""
    if done.asked.run is not None:
        log.info("%s: %s", edition, done.asked.run)
    for step in done.steps:
        for sentence in step.said:
            log.info("%s: %s", edition, sentence)
    for fault in done.faults:
        log.log(logging.INFO if isinstance(fault, LeaseTaken) else logging.ERROR, "%s: %s", edition, fault)


def _apart(do: Callable[[], None]) -> None:
    """Do something; a fault in the software ends that, and neither the worker nor what comes after it."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="bna-run") as one:
        run = one.submit(do)
    fault = run.exception()
    if fault is not None:
        log.error("Een run brak af door een fout in de software.", exc_info=fault)
