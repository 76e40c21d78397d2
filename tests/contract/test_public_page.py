"""Reading a public page back, as a stranger, from a real server on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import FileDigest
from bna_pipeline.outside import public_page
from bna_pipeline.outside.public_page import PublicPage

DATA = b"%PDF-1.7 " + b"regel " * 100_000
FILE = FileDigest.of("statenmededeling.pdf", DATA)


class Server:
    """Answers with what stands in `answers`, the last one again and again: status, bytes, and headers."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes, dict[str, str]]] = [(200, DATA, {})]
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, dict(self.headers.items())))
                status, data, headers = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(data)
                except OSError:
                    return  # who asked heard enough

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.page = f"http://127.0.0.1:{self._server.server_port}/openbaar/bna-2020"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(public_page, "PAUSES", (0.01, 0.01))
    made = Server()
    yield made
    made.close()


def test_what_stands_there_is_what_is_told_and_nobody_says_who_he_is(server: Server) -> None:
    assert PublicPage(5).held(server.page, FILE) == FILE
    path, headers = server.asked[0]
    assert path == "/openbaar/bna-2020/statenmededeling.pdf"
    assert not {name.lower() for name in headers} & {"cookie", "authorization", "referer"}


def test_a_page_that_opens_a_moment_later_is_asked_again(server: Server) -> None:
    server.answers = [(404, b"", {}), (503, b"", {}), (200, DATA, {})]
    assert PublicPage(5).held(server.page, FILE) == FILE


def test_other_bytes_are_told_as_they_are_and_no_more_is_read_than_was_released(server: Server) -> None:
    server.answers = [(200, DATA[:-1] + b"!", {})]
    assert PublicPage(5).held(server.page, FILE) != FILE
    server.answers = [(200, DATA * 5, {})]
    found = PublicPage(5).held(server.page, FILE)
    assert len(DATA) < found.size < len(DATA) * 5


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, b"", {}), "is er nog niet"),
        ((302, b"", {"Location": "https://elders.example.org/"}), "HTTP 302"),
        ((403, b"", {}), "HTTP 403"),
        ((200, DATA, {"Content-Length": str(len(DATA) + 5)}), "niet te bereiken|niet binnen"),
    ],
)
def test_what_is_no_whole_file_is_no_proof(
    server: Server, answer: tuple[int, bytes, dict[str, str]], said: str
) -> None:
    server.answers = [answer]
    with pytest.raises(DeliveryFailed, match=said):
        PublicPage(1).held(server.page, FILE)


def test_a_desk_that_does_not_run_is_told(server: Server) -> None:
    server.close()
    with pytest.raises(DeliveryFailed, match="niet te bereiken"):
        PublicPage(1).held(server.page, FILE)
