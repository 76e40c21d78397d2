"""A receiver of webhooks knows by the signature that it was us, and that it is of now; told twice, once counts."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.outside.webhook import MOST_ANSWER, Webhook, signature
from tests.support.budget import budget
from tests.support.mail_servers import Certificates
from tests.support.page_script import DOCS, script_of
from tests.support.programs import require_program
from tests.support.webhooks import SECRET, Receiver, genuine, receiver

KEY = "demo-2020:portaal:" + "cd" * 32
FILES = {"statenmededeling.pdf": b"%PDF de brief", "voortgangsrapportage.pdf": b"%PDF de rapportage"}
LISTED = tuple(FileDigest.of(name, data) for name, data in sorted(FILES.items()))
PAGE = DOCS / "webhook.md"


@pytest.fixture
def side() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def now() -> datetime:
    return datetime.now(UTC)


def hook(side: Receiver, *, secret: str = SECRET.decode(), timeout: float = 2) -> Webhook:
    return Webhook("portaal", side.url, secret, {"edition": "demo-2020", "title": "Tweede"}, timeout)


def said_by(channel: Webhook) -> str:
    with pytest.raises(DeliveryFailed) as refused:
        channel.deliver(KEY, FILES, now())
    assert refused.value.mend and SECRET.decode() not in str(refused.value)
    return str(refused.value)


def test_the_receiver_hears_which_files_and_believes_the_signature(side: Receiver) -> None:
    receipt = hook(side).deliver(KEY, FILES, now())
    told = side.heard[KEY]
    assert (told["edition"], told["title"]) == ("demo-2020", "Tweede")
    assert told["files"] == [file.model_dump(mode="json") for file in LISTED]
    assert receipt.files == LISTED and receipt.target == side.url


def test_the_receipt_holds_what_was_asked_the_status_and_the_sum_of_the_answer(side: Receiver) -> None:
    side.answer = b'{"ok": true}'
    proof = hook(side).deliver(KEY, FILES, now()).proof
    body = side.asked[0][1]
    assert f"webhook-id {KEY}" in proof and sha256_hex(body) in proof
    assert "HTTP 200" in proof and sha256_hex(side.answer) in proof


def test_a_receiver_that_names_the_files_back_is_quoted(side: Receiver) -> None:
    assert "noemt 2 van 2 bestanden met dezelfde som" in hook(side).deliver(KEY, FILES, now()).proof
    side.answer = b'{"files": [{"name": "statenmededeling.pdf", "sha256": "00"}]}'
    assert "een andere statenmededeling.pdf" in said_by(hook(side))


@pytest.mark.parametrize("answer", [b"", b"dank", b"[]", b'{"files": 3}', b'{"files": [null, 1]}', b"[" * 60_000])
def test_whatever_is_answered_is_no_trouble(side: Receiver, answer: bytes) -> None:
    side.answer = answer
    assert "HTTP 200" in hook(side).deliver(KEY, FILES, now()).proof


def test_told_twice_the_id_is_the_same_and_once_counts(side: Receiver) -> None:
    """A webhook cannot be asked what it heard, so after a kill it is told again."""
    channel = hook(side)
    assert channel.find(KEY, LISTED, now()) is None
    first = channel.deliver(KEY, FILES, now())
    again = channel.deliver(KEY, FILES, now() + timedelta(seconds=2))
    assert len(side.asked) == 2 and len(side.heard) == 1
    assert side.asked[0][1] == side.asked[1][1], "the same body to the byte"
    assert first.files == again.files


def test_another_secret_is_not_believed_and_the_settings_are_named(side: Receiver) -> None:
    assert "[channels.portaal]" in said_by(hook(side, secret="een ander"))
    assert side.heard == {}


def test_an_old_message_is_not_believed(side: Receiver) -> None:
    side.now = time.time() + 3600
    assert "klokken" in said_by(hook(side))


def test_a_redirect_is_not_followed(side: Receiver) -> None:
    with receiver() as elsewhere:
        side.status, side.location = 307, elsewhere.url
        assert "verwijst naar een ander adres" in said_by(hook(side))
        assert elsewhere.asked == []


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
def test_every_other_answer_is_tried_again(side: Receiver, status: int) -> None:
    side.status = status
    assert f"HTTP {status}" in said_by(hook(side))


def test_a_receiver_that_is_silent_or_drips_is_not_waited_for(side: Receiver) -> None:
    side.silent = True
    assert "niet binnen 0.3 seconden" in said_by(hook(side, timeout=0.3))
    side.silent, side.drips = False, True
    begun = time.monotonic()
    assert "niet binnen 0.3 seconden" in said_by(hook(side, timeout=0.3))
    assert time.monotonic() - begun < 60


def test_a_connection_that_is_cut_and_one_that_is_refused_are_said(side: Receiver) -> None:
    side.cuts = True
    assert "brak de verbinding af" in said_by(hook(side))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gone = Webhook("portaal", f"http://127.0.0.1:{taken.getsockname()[1]}/", "x", {}, 1)
        assert "niet te bereiken" in said_by(gone)


def test_of_a_long_answer_only_the_begin_is_read(side: Receiver) -> None:
    side.answer = b"x" * (MOST_ANSWER + 10_000)
    proof = hook(side).deliver(KEY, FILES, now()).proof
    assert f"antwoord van {MOST_ANSWER} bytes" in proof


def test_a_certificate_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    context = Certificates.make(tmp_path).context()
    with receiver() as side:
        server = socket.create_server(("127.0.0.1", 0))
        port = server.getsockname()[1]

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                try:
                    context.wrap_socket(connection, server_side=True)
                except ssl.SSLError:
                    return

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        said = said_by(Webhook("portaal", f"https://127.0.0.1:{port}/", SECRET.decode(), {}, 2))
        thread.join(5)
        server.close()
        assert "wordt niet vertrouwd" in said and side.asked == []


@settings(max_examples=budget(20, 300))
@given(st.binary(max_size=80), st.text(min_size=1, max_size=20), st.integers(0, 2**33), st.data())
def test_a_signature_holds_for_these_bytes_this_id_and_this_moment_alone(
    body: bytes, secret: str, at: int, data: st.DataObject
) -> None:
    headers = {
        "webhook-id": KEY,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secret, KEY, at, body),
    }
    key = secret.encode() if not secret.startswith("whsec_") else b""
    if key:
        assert genuine(headers, body, key, at)
        assert not genuine(headers, body + b"x", key, at)
        assert not genuine({**headers, "webhook-id": KEY + "x"}, body, key, at)
        assert not genuine({**headers, "webhook-timestamp": str(at + data.draw(st.integers(1, 200)))}, body, key, at)


def test_a_secret_as_standard_webhooks_writes_it_is_base64_of_the_key(side: Receiver) -> None:
    """The vector of the tests of Svix, who wrote the specification."""
    id_, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'
    made = signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id_, 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    with pytest.raises(DeliveryFailed, match="geen base64"):
        hook(side, secret="whsec_dit is het niet")


# -- what the page tells a receiver --------------------------------------------------------------------------


@pytest.fixture
def message(side: Receiver, tmp_path: Path) -> Path:
    """A message as it came in, as files: what the page's steps ask for."""
    hook(side).deliver(KEY, FILES, now())
    headers, body = side.asked[0]
    (tmp_path / "body").write_bytes(body)
    (tmp_path / "headers.json").write_text(json.dumps(headers), encoding="utf-8")
    (tmp_path / "geheim").write_bytes(SECRET)
    return tmp_path


def python_says(folder: Path) -> bool:
    script = script_of(PAGE, "python") + (
        "\nimport json, sys\n"
        "headers = json.load(open('headers.json'))\n"
        "sys.exit(0 if is_genuine(headers, open('body', 'rb').read(), open('geheim', 'rb').read()) else 1)\n"
    )
    return subprocess.run([sys.executable, "-c", script], cwd=folder, check=False).returncode == 0


def openssl_says(folder: Path) -> bool:
    require_program("openssl", install="openssl")
    headers = json.loads((folder / "headers.json").read_text(encoding="utf-8"))
    environment = {
        "PATH": "/usr/bin:/bin",
        "SECRET": (folder / "geheim").read_text(),
        **{name.replace("webhook-", "").upper(): headers[name] for name in headers if name.startswith("webhook-")},
    }
    shell = shutil.which("bash") or "/bin/sh"
    done = subprocess.run(
        [shell, "-c", script_of(PAGE, "sh")], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() == "genuine"


def test_what_the_page_says_in_python_and_openssl_tells_our_message_from_another(message: Path) -> None:
    assert python_says(message) and openssl_says(message)
    (message / "body").write_bytes((message / "body").read_bytes().replace(b"Tweede", b"Derde!"))
    assert not python_says(message) and not openssl_says(message)
