"""Letters signed at every level against the infrastructure on loopback, made once a session."""

from __future__ import annotations

from functools import cached_property

import pytest

from bna_pipeline.model.signature_level import SignatureLevel
from tests.support.pki import Pki
from tests.support.signing_desk import signed_in_two_sittings


class Lasting:
    """The letters, and the root behind them in PEM.

    Attributes:
        plain, proven, archived: both signatures at B-B, B-LT and B-LTA.
    """

    def __init__(self, pki: Pki) -> None:
        self._pki, self.root = pki, pki.pem("root")

    @cached_property
    def plain(self) -> bytes:
        return self._made(SignatureLevel.B_B)

    @cached_property
    def proven(self) -> bytes:
        return self._made(SignatureLevel.B_LT)

    @cached_property
    def archived(self) -> bytes:
        return self._made(SignatureLevel.B_LTA)

    def _made(self, level: SignatureLevel) -> bytes:
        self._pki.reset()
        return signed_in_two_sittings(self._pki, level)


@pytest.fixture(scope="session")
def lasting(pki_server: Pki) -> Lasting:
    return Lasting(pki_server)
