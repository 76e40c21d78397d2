"""An operator sees that a sign-in was refused, and why in general; of who it was stands nothing in the log."""

from __future__ import annotations

import logging
from functools import partial

import pytest

from tests.e2e.identity.coming_in import away, back
from tests.support.desk import SmallDesk
from tests.support.identity_provider import BentProvider, Claims


def changed(claims: Claims, to: Claims) -> Claims:
    return {**claims, **to}


def test_what_the_provider_gave_and_we_refuse_is_noted_without_a_value_of_it(
    desk: SmallDesk, provider: BentProvider, caplog: pytest.LogCaptureFixture
) -> None:
    """A token for another nonce, and a person whom nobody here knows: of neither stands a word in the log."""
    caplog.set_level(logging.DEBUG)
    provider.person.update({"email": "vreemd@example.org", "preferred_username": "vreemd"})
    told, browser = [], desk.browser()
    for nonce in ({}, {"nonce": "een-ander"}):
        provider.bend = partial(changed, to=nonce)
        told.append(provider.approve(away(browser)))
        back(browser, told[-1])
    # The desk's own process silences its HTTP client (`portal/serving.py`).
    ours = [r for r in caplog.records if r.name.partition(".")[0] not in ("httpx", "httpcore", "asyncio")]
    said = "\n".join(r.getMessage() for r in ours)
    assert "refused ACC-007 (NobodyKnown): GET /inloggen/terug" in said
    assert "refused ACC-005 (TokenInvalid): GET /inloggen/terug" in said
    secrets = [value for one in told for value in one.values()]
    assert not [value for value in (*secrets, "vreemd", "een-ander", "geheim") if value in said]
