"""The process in which the mail servers of the kills run: `python -m tests.kills.mail_process ADDRESS`."""

from __future__ import annotations

import asyncio
import imaplib
import logging
import os
import ssl
import sys
import time
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection, Listener
from threading import Thread

from tests.kills.post_office import HANDLED, Post, Refusal, Taken
from tests.support.mail_servers import PASSWORD, USER, Delivered, ImapServer, SmtpServer, mail_toml

FOLDERS = ("INBOX", HANDLED)
ALWAYS = 1_000_000
PATIENCE = 10
"""Seconds within which the connections of a process that is gone must be over."""


class Pair:
    """An SMTP server and an IMAP server, and what is asked of them."""

    def __init__(self, smtp: SmtpServer, imap: ImapServer) -> None:
        self._smtp, self._imap = smtp, imap
        self._refusals: tuple[Refusal, ...] = ()
        context = ssl.create_default_context(cafile=str(imap.ca_file))
        self._reader = imaplib.IMAP4_SSL(imap.host, imap.port, ssl_context=context)
        self._reader.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        for folder in FOLDERS[1:]:
            self._reader.create(folder)

    def settings(self) -> str:
        return mail_toml(self._smtp, self._imap, handled_folder=HANDLED)

    def now(self) -> Post:
        self._wait_for_silence()
        sent = tuple(Taken(mail.to, mail.data) for mail in self._smtp.mails)
        waiting, handled = map(self._mails, FOLDERS)
        return Post(sent, waiting, handled, self._refusals)

    def restore(self, post: Post) -> None:
        self._wait_for_silence()
        self._smtp.mails[:] = [Delivered("bna@example.org", mail.to, mail.data) for mail in post.sent]
        self.refuses(post.refusals)
        for folder, mails in zip(FOLDERS, (post.waiting, post.handled), strict=True):
            if self._mails(folder) != mails:
                self._fill(folder, mails)

    def comes_in(self, mails: Sequence[bytes]) -> None:
        for mail in mails:
            self._reader.append(FOLDERS[0], "", "", mail)

    def refuses(self, refusals: Sequence[Refusal]) -> None:
        self._refusals = tuple(refusals)
        self._smtp.works()
        for refusal in refusals:
            self._smtp.answers(refusal.point, refusal.answer, times=ALWAYS, about=refusal.about)  # type: ignore[arg-type]

    def _wait_for_silence(self) -> None:
        until = time.monotonic() + PATIENCE
        # The mailbox always has one connection: ours.
        while (self._smtp._run(_tasks()) > 0 or self._imap._run(_tasks()) > 1) and time.monotonic() < until:
            time.sleep(0.002)

    def _mails(self, folder: str) -> tuple[bytes, ...]:
        self._reader.select(folder)
        found = self._reader.fetch("1:*", "(FLAGS BODY.PEEK[])")[1]
        return tuple(p[1] for p in found if isinstance(p, tuple) and b"\\Deleted" not in p[0])

    def _fill(self, folder: str, mails: Sequence[bytes]) -> None:
        self._reader.select(folder)
        self._reader.store("1:*", "+FLAGS", r"\Deleted")
        self._reader.expunge()
        for mail in mails:
            self._reader.append(folder, "", "", mail)


async def _tasks() -> int:
    return len(asyncio.all_tasks()) - 1


def _serve(line: Connection) -> None:
    with SmtpServer() as smtp, ImapServer() as imap:
        pair = Pair(smtp, imap)
        while True:
            try:
                what, with_ = line.recv()
            except EOFError:
                return
            try:
                answer: tuple[bool, object] = (True, getattr(pair, what)(*with_))
            except Exception:  # noqa: BLE001 -- whatever it was, who asked is told
                answer = (False, traceback.format_exc())
            line.send(answer)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


def main(address: str) -> None:
    """Serve a pair to each line that is opened, until standard input ends."""
    logging.disable()  # of every connection that a kill breaks
    Thread(target=_end_with_parent, daemon=True).start()
    with Listener(address, "AF_UNIX") as listener:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            Thread(target=_serve, args=(listener.accept(),), daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1])
