"""The steps of the walk around the minute at which a package goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.programmes.layout import EDITION


def set_a_minute(step: Callable[..., object], today: date) -> None:
    """The minute at which the package goes: set, confirmed, and taken back; and what is no minute."""
    release = ("release", EDITION)
    noon = f"{today + timedelta(days=40)}T12:00"
    step("confirm nothing", *release, "confirm")
    step("at what", *release, "at")
    step("at no minute", *release, "at", "morgen")
    step("at nowhere", *release, "at", noon, "--zone", "Europe/Brainport")
    step("at a minute that is skipped", *release, "at", "2020-03-29T02:30")
    step("zone of nothing", *release, "confirm", "--zone", "UTC")
    step("reason for a minute", *release, "at", noon, "--reason", "zomaar")
    step("at", *release, "at", noon)
    step("confirm", *release, "confirm")
    step("status while planned", "status", EDITION)
    step("unplan without reason", *release, "unplan")
    step("unplan", *release, "unplan", "--reason", "de Kamerbrief komt eerder")
    step("settle nothing", *release, "settle", "2020D1", "--reason", "een andere brief")
