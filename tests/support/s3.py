"""An object store on loopback that speaks S3 (moto's), and that can be told to fail."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import fsspec

KEY, SECRET = "TESTSLEUTEL", "test-geheim-dat-nergens-mag-staan"
_ERROR = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{code}: nee</Message></Error>'

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class S3:
    """The running server.

    Attributes:
        url: its address.
        fault: status and S3 code with which the next requests fail; (0, ""): it says nothing at all; (200, ""): the
            answer ends after its first five bytes.
        times: how many requests still fail.
        methods: which requests fail.
        asked: method and path of every request so far.
        meanwhile: happens once, just before the next PUT is looked at.
        old: it knows no conditional writes, as stores of before 2024 do not.
    """

    url: str = ""
    fault: tuple[int, str] = (503, "SlowDown")
    times: int = 0
    methods: frozenset[str] = frozenset({"GET", "PUT", "HEAD", "POST"})
    asked: list[tuple[str, str]] = field(default_factory=list)
    meanwhile: Callable[[], None] | None = None
    old: bool = False

    def environment(self) -> dict[str, str]:
        """What a process is given to reach it, as an operator would set it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        }

    def fails(self, status: int, code: str, times: int = 10_000, methods: Iterable[str] = ()) -> None:
        """From now on so many requests fail in this way."""
        self.fault, self.times = (status, code), times
        self.methods = frozenset(methods) or frozenset({"GET", "PUT", "HEAD", "POST"})

    def cuts_off(self, times: int = 10_000) -> None:
        """From now on so many answers to GET end before their end."""
        self.fails(200, "", times, ["GET"])

    def works(self) -> None:
        self.times, self.meanwhile, self.old = 0, None, False

    def puts(self) -> list[str]:
        """Paths of everything that was put, posted or removed so far."""
        return [path for method, path in self.asked if method not in ("GET", "HEAD")]

    def answer(self, inner: Wsgi, hush: threading.Event) -> Wsgi:
        def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            self.asked.append((method, path))
            if method == "PUT":
                if self.old and "HTTP_IF_NONE_MATCH" in environ:
                    start("501 Fault", [("Content-Type", "application/xml")])
                    return [_ERROR.format(code="NotImplemented").encode()]
                meanwhile, self.meanwhile = self.meanwhile, None
                if meanwhile is not None:
                    meanwhile()
            if self.times <= 0 or method not in self.methods:
                return inner(environ, start)
            self.times -= 1
            status, code = self.fault
            if status == 200:
                start("200 OK", [("Content-Length", "1000")])
                return [b"hallo"]
            if not status:
                hush.wait(30)  # longer than anyone asks; ends with the server
            start(f"{status or 500} Fault", [("Content-Type", "application/xml")])
            return [b"" if method == "HEAD" else _ERROR.format(code=code).encode()]

        return app


@contextmanager
def in_environment(values: Mapping[str, str]) -> Iterator[None]:
    """This process's environment with these values in it."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def s3_server() -> Iterator[S3]:
    """A server on a free port of loopback for as long as the block lasts.

    All servers of a process have the same objects, also those of before: see `empty_bucket`.
    """
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    class Quiet(MotoRequestHandler):
        def log_request(self, *_args: object) -> None:
            """No line on standard error for every request."""

    found, hush = S3(), threading.Event()
    driver = fsspec.get_filesystem_class("s3")
    driver.clear_instance_cache()  # it would go on with the address of an earlier server
    server = make_server(
        "127.0.0.1",
        0,
        found.answer(DomainDispatcherApplication(create_backend_app), hush),
        threaded=True,
        request_handler=Quiet,
    )
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        driver.clear_instance_cache()
        hush.set()
        server.shutdown()
        thread.join()
        server.server_close()


def empty_bucket(store: fsspec.AbstractFileSystem, name: str) -> None:
    """Make a bucket, or empty the one that a server of before left in this process."""
    store.makedirs(name, exist_ok=True)
    for left in store.find(name):
        store.rm_file(left)
