"""Another program is told what was released, with a signature by which it knows that it was us.

By the convention of Standard Webhooks (standardwebhooks.com, 1.0): `webhook-id` is the idempotency key, and
`webhook-signature` is HMAC-SHA256 over id, time and body. The body is JSON (UTF-8) with the files' names, lengths and
SHA-256; who wants them fetches them. `docs/webhook.md` says how a receiver checks it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import httpx

from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import FileDigest, Slug, canonical_json, sha256_hex
from bna_pipeline.model.draft import Receipt

MOST_ANSWER: Final = 64 * 1024
"""Bytes of an answer that are read."""
ENCODED: Final = "whsec_"
"""What a secret begins with whose rest is base64 of the key, as Standard Webhooks hands them out."""
_AGAIN: Final = "Kijk bij de ontvanger waarom; het wordt vanzelf opnieuw geprobeerd."


class Webhook:
    """Tells one address (`ports.Channel`).

    Args:
        channel_id: names the channel in keys and receipts.
        address: where it is told, without secrets.
        secret: the key of the signature, as both sides have it (see `signature`).
        about: what the body says beside the files, such as the edition.
        timeout: seconds that an answer is waited for.

    Raises:
        DeliveryFailed: the secret says that it is base64 and is not.
    """

    def __init__(self, channel_id: Slug, address: str, secret: str, about: Mapping[str, str], timeout: float) -> None:
        self._id, self._address, self._secret = channel_id, address, secret
        self._about, self._timeout = dict(about), timeout
        _key(secret)

    @property
    def id(self) -> str:
        return self._id

    @property
    def target(self) -> str:
        return self._address

    def find(self, _key: str, _files: Sequence[FileDigest], _at: datetime) -> Receipt | None:
        """None: a webhook cannot be asked what it heard. Told twice, the id is the same, and once counts."""
        return None

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        """Tell it, until it answers that it heard (HTTP 2xx).

        Raises:
            DeliveryFailed: also when it answers that it holds other files.
        """
        listed = tuple(FileDigest.of(name, files[name]) for name in sorted(files))
        body = canonical_json({**self._about, "files": [file.model_dump(mode="json") for file in listed]})
        headers = {
            "content-type": "application/json",
            "accept-encoding": "identity",
            "webhook-id": key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signature(self._secret, key, int(at.timestamp()), body),
        }
        status, said = self._answer(body, headers)
        if not 200 <= status < 300:
            raise DeliveryFailed(*self._refused(status))
        proof = (
            f"POST met webhook-id {key} en een body van {len(body)} bytes (SHA-256 {sha256_hex(body)}); HTTP {status}, "
            f"antwoord van {len(said)} bytes (SHA-256 {sha256_hex(said)}){self._held(said, listed)}"
        )
        return Receipt(channel=self._id, key=key, target=self._address, files=listed, at=at, proof=proof)

    def _answer(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """The status and the begin of the answer; no redirect is followed: another address was not agreed upon."""
        try:
            with (
                httpx.Client(timeout=self._timeout, follow_redirects=False) as client,
                client.stream("POST", self._address, content=body, headers=dict(headers)) as answer,
            ):
                return answer.status_code, self._begin_of(answer)
        except httpx.TimeoutException as fault:
            raise self._silent() from fault
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            if "CERTIFICATE_VERIFY_FAILED" in str(fault):
                raise DeliveryFailed(
                    f"Het certificaat van {self._address} wordt niet vertrouwd; er is niets gestuurd.",
                    "Laat de ontvanger een geldig certificaat plaatsen.",
                ) from fault
            raise DeliveryFailed(
                f"{self._address} is niet te bereiken of brak de verbinding af.",
                "Kijk of het adres klopt en of de ontvanger aanstaat; het wordt vanzelf opnieuw geprobeerd.",
            ) from fault

    def _begin_of(self, answer: httpx.Response) -> bytes:
        said, until = b"", time.monotonic() + self._timeout
        for piece in answer.iter_raw():
            said += piece
            if len(said) >= MOST_ANSWER:
                break
            if time.monotonic() > until:  # it drips, and each drop is in time
                raise self._silent()
        return said[:MOST_ANSWER]

    def _silent(self) -> DeliveryFailed:
        return DeliveryFailed(f"{self._address} antwoordde niet binnen {self._timeout:g} seconden.", _AGAIN)

    def _refused(self, status: int) -> tuple[str, str]:
        if 300 <= status < 400:
            return (
                f"{self._address} verwijst naar een ander adres (HTTP {status}); daar wordt niets heen gestuurd.",
                "Vraag de ontvanger om het goede adres en zet dat in programme.yaml.",
            )
        if status in (401, 403):
            return (
                f"{self._address} neemt de handtekening niet aan (HTTP {status}).",
                f"Vergelijk met de ontvanger het geheim onder [channels.{self._id}] in .bna/settings.toml, en de "
                "klokken van beide computers.",
            )
        return f"{self._address} antwoordde met HTTP {status}.", _AGAIN

    def _held(self, said: bytes, listed: tuple[FileDigest, ...]) -> str:
        """What a receiver that answers with `{"files": [{"name", "sha256"}, ...]}` says that it holds.

        Raises:
            DeliveryFailed: it names one of our files with another sum.
        """
        try:
            answer = json.loads(said)
        except (ValueError, RecursionError):
            return ""
        files = answer.get("files") if isinstance(answer, dict) else None
        if not isinstance(files, list):
            return ""
        held = {str(f.get("name")): str(f.get("sha256")) for f in files if isinstance(f, dict)}
        other = [file.name for file in listed if held.get(file.name, file.sha256) != file.sha256]
        if other:
            raise DeliveryFailed(f"{self._address} zegt een andere {', '.join(other)} te hebben.", _AGAIN)
        same = sum(file.name in held for file in listed)
        return f"; de ontvanger noemt {same} van {len(listed)} bestanden met dezelfde som"


def signature(secret: str, key: str, at: int, body: bytes) -> str:
    """The value of `webhook-signature`: `v1,` and base64 of HMAC-SHA256 over `<id>.<timestamp>.<body>`.

    Args:
        secret: used as it is, in UTF-8; of one that begins with `whsec_` the rest is base64 of the key.
        key: the idempotency key, as in `webhook-id`.
        at: seconds since 1970, as in `webhook-timestamp`.

    Raises:
        DeliveryFailed: the secret says that it is base64 and is not.
    """
    signed = b".".join((key.encode("utf-8"), str(at).encode("ascii"), body))
    made = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode("ascii")


def _key(secret: str) -> bytes:
    if not secret.startswith(ENCODED):
        return secret.encode("utf-8")
    try:
        return base64.b64decode(secret.removeprefix(ENCODED), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise DeliveryFailed(
            f"Het geheim van een webhook begint met {ENCODED}, maar wat erop volgt is geen base64.",
            "Zet het geheim over zoals de ontvanger het gaf.",
        ) from fault
