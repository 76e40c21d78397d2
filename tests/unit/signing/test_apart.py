"""Signing and checking work inside a running event loop too."""

from __future__ import annotations

import asyncio

from tests.unit.signing.workshop import CHECKER, FIELDS, VOORZITTER, adopted, put


def test_a_letter_is_signed_and_checked_from_within_an_event_loop() -> None:
    async def sign_and_check() -> bool:
        report = CHECKER.check(put(adopted(), VOORZITTER, certify=True), adopted(), fields=FIELDS)
        return report.byte_rule_holds and report.signatures[0].valid

    assert asyncio.run(sign_and_check())
