"""A receiver of webhooks on loopback that checks the signature as docs/webhook.md says; it can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = b"geheim-dat-beide-kanten-kennen"
TOLERANCE = 5 * 60  # seconds


def genuine(headers: dict[str, str], body: bytes, secret: bytes, now: float) -> bool:
    """Whether a message is the sender's, and of now: written after the page, and not after our code."""
    moment = headers.get("webhook-timestamp", "")
    if not moment.isdigit() or abs(now - int(moment)) > TOLERANCE:
        return False
    signed = headers.get("webhook-id", "").encode() + b"." + moment.encode() + b"." + body
    wanted = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    given = [part.partition(",")[2] for part in headers.get("webhook-signature", "").split() if part[:3] == "v1,"]
    return any(hmac.compare_digest(wanted, one) for one in given)


@dataclass
class Receiver:
    """The running receiver and how it behaves; a test changes it while it runs.

    Attributes:
        status: with which it answers a genuine message.
        answer: the bytes of its answer; None: the files as it heard of them.
        location: where it sends who asks, with a status of 3xx.
        silent: it reads and does not answer.
        cuts: it ends the connection without an answer.
        drips: it answers a byte at a time, without an end.
        heard: every message by its id, the first that came; each next one with the same id changes nothing.
        asked: every message that came: headers and body.
        now: by which clock it judges how old a message is.
    """

    url: str = ""
    status: int = 200
    answer: bytes | None = None
    location: str = ""
    silent: bool = False
    cuts: bool = False
    drips: bool = False
    secret: bytes = SECRET
    heard: dict[str, dict[str, object]] = field(default_factory=dict)
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    now: float | None = None
    over: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        receiver = self.receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        receiver.asked.append((headers, body))
        if receiver.silent:
            receiver.over.wait(30)
        if receiver.silent or receiver.cuts:
            self.close_connection = True
            return
        if not genuine(headers, body, receiver.secret, receiver.now or time.time()):
            self._answer(401, b"")
            return
        if 200 <= receiver.status < 300:
            receiver.heard.setdefault(headers["webhook-id"], json.loads(body))
        self._answer(receiver.status, self._told(body))

    def _told(self, body: bytes) -> bytes:
        if self.receiver.answer is not None:
            return self.receiver.answer
        return json.dumps({"files": json.loads(body)["files"]}).encode()

    def _answer(self, status: int, data: bytes) -> None:
        self.send_response(status)
        if self.receiver.location:
            self.send_header("Location", self.receiver.location)
        if not self.receiver.drips:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        while self.receiver.drips and not self.receiver.over.wait(0.05):
            self.wfile.write(b".")
            self.wfile.flush()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """The test says what it wants to know."""


@contextmanager
def receiver(port: int = 0) -> Iterator[Receiver]:
    """A receiver on loopback, for as long as the block lasts."""
    found = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"receiver": found}))
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that gave up is what is tried
    found.url = f"http://127.0.0.1:{server.server_address[1]}/vrijgave"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
