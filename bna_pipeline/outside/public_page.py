"""The desk's public page, asked over HTTP as a stranger would: no cookies, no key, no redirects."""

from __future__ import annotations

import hashlib
import time
from typing import Final

import httpx

from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import FileDigest

PAUSES: Final = (0.3, 0.7, 1.5, 2.5)
"""Seconds between questions while the page says that it is not there: a desk looks once a second at what is new."""

_HEADERS: Final = {"user-agent": "bna-pipeline", "cache-control": "no-cache", "accept-encoding": "identity"}
_NOT_YET: Final = frozenset({404, 503})


class PublicPage:
    """Reads it back (`ports.PageReader`).

    Args:
        timeout: seconds that each answer may be silent.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout

    def held(self, page: str, file: FileDigest) -> FileDigest:
        """Length and SHA-256 of what stands there; see the port."""
        address = f"{page}/{file.name}"
        try:
            with httpx.Client(timeout=self._timeout, follow_redirects=False, headers=_HEADERS) as client:
                for pause in (*PAUSES, None):
                    found = _read(client, address, file)
                    if found is not None:
                        return found
                    if pause is not None:
                        time.sleep(pause)
        except httpx.TimeoutException as fault:
            raise DeliveryFailed(
                f"{address} antwoordde niet binnen {self._timeout:g} seconden.", "Kijk of het loket draait."
            ) from fault
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise DeliveryFailed(
                f"{address} is niet te bereiken.", "Kijk of het loket draait en of [desk] address klopt."
            ) from fault
        raise DeliveryFailed(f"{address} is er nog niet.", "Kijk of het loket van dit project draait.")


def _read(client: httpx.Client, address: str, file: FileDigest) -> FileDigest | None:
    """What the address gives; None: nothing yet."""
    with client.stream("GET", address) as answer:
        if answer.status_code in _NOT_YET:
            return None
        if answer.status_code != httpx.codes.OK:
            raise DeliveryFailed(
                f"{address} antwoordde met HTTP {answer.status_code}.",
                "Kijk wat er tussen het loket en de lezer staat.",
            )
        size, summed = 0, hashlib.sha256()
        for chunk in answer.iter_bytes():
            size += len(chunk)
            summed.update(chunk)
            if size > file.size:
                break
        return FileDigest(name=file.name, size=size, sha256=summed.hexdigest())
