"""An OpenID Connect provider on loopback whose tokens may be bent: real HTTP, real signatures, one fault at a time."""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

Claims = dict[str, Any]


def half_hash(token: str) -> str:
    """`at_hash` under SHA-256 (OpenID Connect Core 1.0, 3.1.3.6)."""
    return urlsafe_b64encode(sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()


def unsigned(header: Claims, claims: Claims) -> str:
    """A token with `alg: none` (RFC 7519, 6)."""
    parts = (urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
    return f"{'.'.join(parts)}."


@dataclass
class BentProvider:
    """A provider that gives what the test wants.

    Attributes:
        person: the claims of who signs in.
        bend: changes the claims of the ID token.
        sign: makes the token of its claims; the provider's own key, where the test says nothing.
        metadata: changes what the provider says of itself.
        published: the keys that it shows.
        userinfo: what it tells apart; None: it has no such address.
        answers: what the token address answers instead; None: as usual.
        asked: every address that was asked.
        client: how the desk made itself known for the last token: the header, and what stood in the form.
    """

    port: int = 0
    person: Claims = field(default_factory=dict)
    bend: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[[Claims], str] | None = None
    metadata: Claims = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "eerste"}))
    published: list[RSAKey | OctKey] | None = None
    userinfo: Claims | None = None
    answers: tuple[int, bytes] | None = None
    asked: list[str] = field(default_factory=list)
    challenges: dict[str, Claims] = field(default_factory=dict)
    client: tuple[str | None, dict[str, str]] = (None, {})

    def fresh(self) -> None:
        """As it was at the beginning, with the same key."""
        own = BentProvider(key=self.key)
        for name in ("bend", "sign", "published", "userinfo", "answers"):
            setattr(self, name, getattr(own, name))
        self.person = {"sub": "u-1", "email": "beleid@example.org", "email_verified": True}
        self.metadata, self.asked, self.challenges = {}, [], {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def approve(self, address: str) -> dict[str, str]:
        """What a browser brings back after a person said yes at the address that he was sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = asked
        return {"code": code, "state": asked["state"]}

    def get(self, path: str) -> tuple[int, Claims]:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            told: Claims = {
                "issuer": self.issuer,
                **{f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token")},
                "jwks_uri": f"{self.issuer}/keys",
            }
            if self.userinfo is not None:
                told["userinfo_endpoint"] = f"{self.issuer}/userinfo"
            return 200, {**told, **self.metadata}
        if path == "/keys":
            keys = [self.key] if self.published is None else self.published
            return 200, {"keys": [key.as_dict(private=isinstance(key, OctKey)) for key in keys]}
        if path == "/userinfo" and self.userinfo is not None:
            return 200, self.userinfo
        return 404, {}

    def exchange(self, form: dict[str, str]) -> tuple[int, Claims]:
        """A token for a code, once, with PKCE (RFC 7636, 4.6)."""
        self.asked.append("/token")
        asked = self.challenges.pop(form.get("code", ""), None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if asked["code_challenge_method"] != "S256" or challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = self.bend(
            {
                "iss": self.issuer,
                "aud": asked["client_id"],
                "iat": now,
                "exp": now + 300,
                "nonce": asked["nonce"],
                "at_hash": half_hash("toegang"),
                **self.person,
            }
        )
        token = (self.sign or self.signed)(claims)
        return 200, {"access_token": "toegang", "token_type": "Bearer", "id_token": token}

    def signed(self, claims: Claims) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


@contextmanager
def bent_provider() -> Iterator[BentProvider]:
    """A provider that listens for a `with` block."""
    provider = BentProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*provider.get(urlsplit(self.path).path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            provider.client = (self.headers["Authorization"], form)
            status, told = provider.exchange(form)
            if provider.answers is not None:
                self._send(*provider.answers)
            else:
                self._answer(status, told)

        def _answer(self, status: int, told: Claims) -> None:
            self._send(status, json.dumps(told).encode())

        def _send(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
            """Nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.port = server.server_address[1]
    provider.fresh()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
