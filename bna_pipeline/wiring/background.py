"""Moving editions on behind the back of a web page: one thread, one edition at a time, and all of them by the clock.

Whoever acts at the desk gets an answer when the act is on record; what follows from it may take seconds. What gets lost
here (the process was killed) is caught up with by the next tick, of this thread or of Prefect's schedule.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from math import inf
from threading import TIMEOUT_MAX
from time import monotonic
from types import TracebackType
from typing import Final, Self

from bna_pipeline import pipeline
from bna_pipeline.errors import BnaError, LeaseTaken
from bna_pipeline.wiring.app import App, trigger_of
from bna_pipeline.wiring.following import Followed, advance_here, follow_up
from bna_pipeline.wiring.watching import note_look

log = logging.getLogger(__name__)

_TICK: Final = "tick"
_SIGNAL: Final = "signal"
_SOONEST: Final = 0.2
"""Seconds: a moment that comes between two looks is waited for, but no look follows on another at once."""


class BackgroundAdvance:
    """A worker thread with a queue in which an edition stands once, however often it is asked for.

    Asked for an edition while that is being moved on, it moves it on once more after. As a context manager it starts,
    and at the end finishes the run at hand and lets the rest to the next tick.

    Args:
        app: of which an own copy is made: adapters are not shared with the threads that answer requests.
        tick_seconds: how often every open edition is looked at; None: never. Where the settings name a Prefect server
            that answers, its schedule does that.
        signal_seconds: how often it is asked whether a release's signal or moment may be there, and at the moment
            itself; None: never. That is done here also beside a Prefect server: a run there takes seconds to begin.
        follow, look: do the work after an act, and at a tick.
    """

    def __init__(
        self,
        app: App,
        tick_seconds: int | None = None,
        *,
        signal_seconds: float | None = None,
        follow: Callable[[App, str, str], Followed] = follow_up,
        look: Callable[[App, str], Followed] = advance_here,
    ) -> None:
        self._app = App(app.settings, app.moment, app.by_mail)
        self._tick_seconds, self._signal_seconds = tick_seconds, signal_seconds
        self._follow, self._look = follow, look
        self._due: dict[tuple[str, str], object] = {}  # each with what tells one asking from the next
        self._changed = threading.Condition()
        self._stopping = False
        self._busy = False
        self._coming = inf  # seconds until the first moment that some edition waits for
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
        first = None if self._signal_seconds is None else _SOONEST  # also to learn which moment comes first
        clocks = {_TICK: self._after(self._tick_seconds), _SIGNAL: self._after(first)}
        looks = {_TICK: self._tick, _SIGNAL: self._signal}
        while (due := self._take(clocks)) is not None:
            edition, flow = due
            if flow in looks:
                clocks[flow] = self._after(self._tick_seconds if flow == _TICK else self._signal_seconds)
            _apart(looks.get(flow, partial(self._move, edition, flow)))
            if self._signal_seconds is not None:  # whatever was done may have set, moved or reached a moment
                self._coming = inf
                _apart(self._reckon)
                clocks[_SIGNAL] = min(clocks[_SIGNAL], self._after(self._coming))
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _after(self, seconds: float | None) -> float:
        return inf if seconds is None else monotonic() + seconds

    def _take(self, clocks: Mapping[str, float]) -> tuple[str, str] | None:
        """What is to be done next, when there is something; None: the end has come."""
        first = min(clocks, key=lambda flow: clocks[flow])
        with self._changed:
            while not self._due and not self._stopping:
                left = clocks[first] - monotonic()
                if left <= 0:
                    self._busy = True
                    return "", first
                self._changed.wait(None if left == inf else min(left, TIMEOUT_MAX))
            if self._stopping:
                return None
            self._busy = True
            asked = next(iter(self._due))
            del self._due[asked]
            return asked

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
        if trigger is None or not trigger.running():
            self._of_each(self._look_at)
            fault = note_look(self._app)
            if fault is not None:
                log.error("%s", fault)

    def _signal(self) -> None:
        self._of_each(self._look_for_signal)

    def _of_each(self, look: Callable[[str], None]) -> None:
        for edition in self._editions():
            with self._changed:
                if self._stopping:
                    return
            _apart(partial(look, edition))

    def _editions(self) -> tuple[str, ...]:
        try:
            return self._app.editions()
        except BnaError as fault:
            log.error("De edities zijn niet te lezen: %s", fault)
            return ()

    def _look_at(self, edition: str) -> None:
        try:
            finished = pipeline.at_rest(self._app.tools(edition))
        except BnaError as fault:
            log.error("%s: %s", edition, fault)
            return
        if not finished:
            _say(edition, self._look(self._app, edition))

    def _look_for_signal(self, edition: str) -> None:
        wake = self._wake(edition)
        if wake is not None and wake <= self._app.clock.now():
            _say(edition, self._look(self._app, edition))

    def _wake(self, edition: str) -> datetime | None:
        try:
            return pipeline.next_wake(self._app.tools(edition), self._app.clock.now())
        except BnaError as fault:
            log.error("%s: %s", edition, fault)
            return None

    def _reckon(self) -> None:
        """Seconds until the first moment of any edition that still comes; what may be there now waits for its look."""
        for edition in self._editions():
            _apart(partial(self._reckon_with, edition))

    def _reckon_with(self, edition: str) -> None:
        now, wake = self._app.clock.now(), self._wake(edition)
        if wake is not None and wake > now:
            self._coming = min(self._coming, max(_SOONEST, (wake - now).total_seconds()))


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
