"""A minute as a person writes it, with its zone: one exact moment, or a refusal where that is none or two."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from bna_pipeline.errors import WrongUse

_FORMS: Final = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")
_ZONE: Final = re.compile(r"[A-Za-z_]+(/[A-Za-z_]+)*")  # as the ledger takes it


def minute_of(written: str, zone: str) -> datetime:
    """The moment that a clock in a zone shows.

    Args:
        written: ISO 8601 to the minute, without an offset: "2020-07-01T14:00", or with a space for the T.
        zone: a name of the IANA time zone database.

    Raises:
        WrongUse: it is written otherwise; no such zone; the clock skips this minute, or shows it twice.
    """
    clock = _clock(written)
    there = _zone(zone)
    first, second = (clock.replace(tzinfo=there, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    said = f"{clock:%d-%m-%Y %H:%M}"
    # In a gap the offset from before points behind it, and the one from after before it (PEP 495).
    if first.astimezone(UTC).astimezone(there).replace(tzinfo=None) != clock:
        raise WrongUse(
            f"{said} bestaat niet in {zone}: de klok gaat dan vooruit en slaat die minuut over.",
            "Kies een minuut ervoor of erna.",
        )
    raise WrongUse(
        f"{said} komt in {zone} tweemaal voor: de klok gaat dan terug.",
        f"Kies een andere minuut, of geef haar in UTC: {first.astimezone(UTC):%H:%M} of "
        f"{second.astimezone(UTC):%H:%M} op {first.astimezone(UTC):%d-%m-%Y}.",
    )


def _clock(written: str) -> datetime:
    for form in _FORMS:
        try:
            found = datetime.strptime(written.strip(), form)  # noqa: DTZ007 - its zone stands beside it
        except ValueError:
            continue
        if 1900 <= found.year <= 9000:
            return found
    raise WrongUse(f"{written!r} is geen minuut.", "Schrijf haar als 2020-07-01T14:00; de tijdzone staat ernaast.")


def _zone(zone: str) -> ZoneInfo:
    if _ZONE.fullmatch(zone) is None or zone not in available_timezones():
        raise WrongUse(f"{zone!r} is geen tijdzone.", "Geef een naam uit de lijst van IANA, zoals Europe/Amsterdam.")
    return ZoneInfo(zone)
