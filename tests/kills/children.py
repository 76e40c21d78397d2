"""Work in a process of its own, forked from this one where all libraries are loaded, so that it may be killed."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 300
"""Seconds after which a child that does not end is ended."""


class ChildFailedError(AssertionError):
    """A child ended by an exception that nobody expected; the message holds its traceback."""


def in_child(work: Callable[[], T]) -> T:
    """What `work` gives, done in a child that may take `PATIENCE`.

    Raises:
        ChildFailedError: it raised, or something killed it.
    """
    done = _forked(work)
    if done is None:
        raise ChildFailedError("the child was killed")
    return done[0]


def killed_in_child(work: Callable[[], object]) -> bool:
    """Whether `work`, done in a child, ended in SIGKILL; False: it came to its end."""
    return _forked(work) is None


def in_children(works: Sequence[Callable[[], T]]) -> list[T]:
    """What each of these gives, all done at the same time in children that may take as long as they need.

    Raises:
        ChildFailedError: one of them raised, or something killed it.
    """
    begun = [_begun(work, patience=0) for work in works]
    done = [_ended(child, reading) for child, reading in begun]
    if any(each is None for each in done):
        raise ChildFailedError("a child was killed")
    return [each[0] for each in done if each is not None]


def _forked(work: Callable[[], T]) -> tuple[T] | None:
    found: tuple[T] | None = _ended(*_begun(work, patience=PATIENCE))
    return found


def _begun(work: Callable[[], object], *, patience: int) -> tuple[int, int]:
    """A child at work, and the pipe in which it will answer."""
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("a process with threads must not fork: what they hold stays locked in the child")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(patience)
        gc.disable()  # a collection would touch, and so copy, all of the parent's memory
        try:
            answer: tuple[str, object] = ("done", work())
        except BaseException:  # noqa: BLE001 -- whatever it was, the parent is told
            answer = ("raised", traceback.format_exc())
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(answer, pipe)
        os._exit(0)  # what this process cleans up at its end is not the parent's
    os.close(writing)
    return child, reading


def _ended(child: int, reading: int) -> tuple[Any] | None:
    """What the child answered; None when it was killed."""
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return None
    if not said:
        raise ChildFailedError(f"the child ended with status {status}")
    outcome, value = pickle.loads(said)  # our own child wrote it
    if outcome == "raised":
        raise ChildFailedError(value)
    return (value,)
