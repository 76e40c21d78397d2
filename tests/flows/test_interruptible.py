"""What runs until it is interrupted ends then, also when a cancellation is lost on the way."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap

import pytest

from flows.interruptible import until_interrupted

ENOUGH_SECONDS = 300.0


class WentWrongError(Exception):
    """What the work of a test ends with."""


def ended(program: str) -> subprocess.CompletedProcess[str]:
    """A process of its own that runs `work` until SIGTERM, which it gets once it says that it has begun."""
    head = """
        import asyncio, signal
        from flows.interruptible import until_interrupted
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        """
    text = textwrap.dedent(head) + textwrap.dedent(program)
    command = [sys.executable, "-c", text]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        try:
            process.send_signal(signal.SIGTERM)
            said, wrong = process.communicate(timeout=ENOUGH_SECONDS)
        finally:
            process.kill()  # one that hears nothing must not be waited for
    return subprocess.CompletedProcess(command, process.returncode, said, wrong)


def test_it_puts_away_what_it_holds_before_the_interruption_goes_on() -> None:
    done = ended("""
        async def work():
            try:
                print("begun", flush=True)
                await asyncio.sleep(1000)
            finally:
                await asyncio.sleep(0.1)
                print("put away")
        try:
            until_interrupted(work)
        except KeyboardInterrupt:
            print("interrupted")
        """)
    assert (done.stdout, done.returncode) == ("put away\ninterrupted\n", 0), done.stderr


def test_an_interruption_that_does_not_wake_who_waits_is_heard_all_the_same() -> None:
    """As one that comes in the instant before the wait begins: it is noted, and nothing wakes the thread that waits."""
    done = ended("""
        async def work():
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            print("begun", flush=True)
            await asyncio.sleep(1000)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            until_interrupted(work)
        except KeyboardInterrupt:
            print("interrupted")
        """)
    assert (done.stdout, done.returncode) == ("interrupted\n", 0), done.stderr


def test_a_cancellation_that_is_lost_is_asked_again() -> None:
    done = ended("""
        async def work():
            print("begun", flush=True)
            for n in range(2):
                try:
                    await asyncio.sleep(1000)
                except asyncio.CancelledError:
                    print("lost" if n == 0 else "heard", flush=True)
        try:
            until_interrupted(work, patience=0.2)
        except KeyboardInterrupt:
            print("interrupted")
        """)
    assert (done.stdout, done.returncode) == ("lost\nheard\ninterrupted\n", 0), done.stderr


def test_what_never_ends_is_told_by_thread_and_the_process_ends_with_a_fault() -> None:
    done = ended("""
        import threading
        async def hears_nothing():
            print("begun", flush=True)
            while True:
                try:
                    await asyncio.sleep(1000)
                except asyncio.CancelledError:
                    pass
        try:
            until_interrupted(hears_nothing, patience=0.1, last_resort=1)
        finally:
            threading.Event().wait()
        """)
    assert done.returncode == 1
    assert "Timeout" in done.stderr
    assert "asyncio" in done.stderr


def test_a_process_whose_threads_never_end_ends_all_the_same_with_what_it_said() -> None:
    done = ended("""
        import threading
        from flows.interruptible import end_process
        threading.Thread(target=threading.Event().wait).start()
        async def work():
            print("begun", flush=True)
            await asyncio.sleep(1000)
        try:
            until_interrupted(work)
        except KeyboardInterrupt:
            print("interrupted")
        end_process()
        """)
    assert (done.stdout, done.returncode) == ("interrupted\n", 0), done.stderr


def test_what_goes_wrong_by_itself_is_raised_to_whoever_waits() -> None:
    async def work() -> None:
        raise WentWrongError

    with pytest.raises(WentWrongError):
        until_interrupted(work)


def test_what_ends_by_itself_ends_the_wait() -> None:
    seen = []

    async def work() -> None:
        seen.append("done")

    until_interrupted(work)
    assert seen == ["done"]
