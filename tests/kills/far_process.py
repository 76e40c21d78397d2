"""The process of the other sides of a release: `python -m tests.kills.far_process ADDRESS FOLDER PORT`."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import time
import traceback
import warnings
from datetime import UTC, datetime
from multiprocessing.connection import Listener
from pathlib import Path
from threading import Thread

from tests.kills.post_office import Post, Taken
from tests.support.mail_servers import Delivered
from tests.support.release_drill import OtherSides, other_sides

PATIENCE = 10
"""Seconds within which the connections of a process that is gone must be over."""


class Far:
    """What is asked of the servers."""

    def __init__(self, sides: OtherSides) -> None:
        self._sides = sides
        self._seen: dict[str, bytes] = {}

    def settings(self) -> str:
        return self._sides.settings()

    def connect(self, root: Path) -> None:
        self._sides.connect(root)

    def publishes(self, report: bytes) -> None:
        self._sides.publish(report, datetime.now(UTC).date())
        if self._sides.sftp is not None:
            self._sides.sftp.denies = True

    def is_well(self) -> None:
        self._sides.all_is_well()

    def now(self) -> Post:
        self._wait_for_silence()
        documents, denies = tuple(self._sides.kamer.documents), self._sides.sftp is not None and self._sides.sftp.denies
        contents = self._sides.contents()
        stands = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
        self._seen |= {stands[name]: data for name, data in contents.items()}
        return Post(
            sent=tuple(Taken(mail.to, mail.data) for mail in self._sides.smtp.mails),
            stands=tuple(sorted(stands.items())),
            far=(documents, denies),
        )

    def restore(self, post: Post) -> None:
        self._wait_for_silence()
        self._sides.all_is_well()
        self._sides.put_back({name: self._seen[digest] for name, digest in post.stands})
        self._sides.smtp.mails[:] = [Delivered("bna@example.org", mail.to, mail.data) for mail in post.sent]
        documents, denies = post.far or ((), False)
        self._sides.kamer.documents[:] = documents
        if self._sides.sftp is not None:
            self._sides.sftp.denies = denies

    def _wait_for_silence(self) -> None:
        until, server = time.monotonic() + PATIENCE, self._sides.sftp
        while server is not None and server.connected and time.monotonic() < until:
            time.sleep(0.005)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


def main(address: str, folder: str, port: str) -> None:
    """Serve whoever opens the line, one after the other, until standard input ends."""
    logging.disable()  # of every connection that a kill breaks
    warnings.simplefilter("ignore")
    with other_sides(Path(folder), int(port)) as sides, Listener(address, "AF_UNIX") as listener:
        Thread(target=_end_with_parent, daemon=True).start()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        far = Far(sides)
        while True:
            line = listener.accept()
            while True:
                try:
                    what, with_ = line.recv()
                except EOFError:
                    break
                try:
                    answer: tuple[bool, object] = (True, getattr(far, what)(*with_))
                except Exception:  # noqa: BLE001 -- whatever it was, who asked is told
                    answer = (False, traceback.format_exc())
                line.send(answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
