"""What people send: everyone's first file, other wordings of it, and what is wrong in some."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from tests.unit.pipeline.world import inbox_files

SENT = inbox_files()
CITY, AGENCY, REDACTIE = "gemeente-eindhoven", "brainport-development", "redactie"
SENDERS = tuple(sorted({partner for partner, _ in SENT}))
TEXTS: Mapping[str, tuple[bytes, tuple[bytes, ...]]] = {
    CITY: (b"drie sporthallen", (b"drie sporthallen", b"vier sporthallen", b"vijf sporthallen")),
    AGENCY: (b"ook in de avond open", (b"ook in de avond open", b"ook op zaterdag open", b"ook op zondag open")),
    REDACTIE: (
        b"Niet alles gaat even snel.",
        (b"Niet alles gaat even snel.", b"Niet alles ging even snel.", b"Niet alles gaat gaat even snel."),
    ),
}
"""The wordings of a text that go from one version to the next; the last one of the redactie holds a slip."""

FASTER = (b"action: MV-02\n    status: conform planning", b"action: MV-02\n    status: versneld")
"""The wording of an agency that changes what is counted too: the summary and the letter."""

FAULTS: Mapping[str, tuple[bytes, bytes]] = {
    "onbekende status": (b"status: ", b"status: zeer "),
    "geen gegevens": (b"edition: ", b"\x00\x01 {{ "),
    "tegenspraak": (b"status: versneld", b"status: conform planning"),
    "grootspraak": (b"Niet alles gaat", b"Alle acties liggen op schema. Niet alles gaat"),
}
"""What is changed in a file: wrong outright, or at odds with another's, or more than the data carry."""


def first_sent(sender: str) -> datetime:
    """The moment that a sender's first file gives."""
    data = next(data for (partner, _), data in SENT.items() if partner == sender)
    stamp = next(line for line in data.splitlines() if line.startswith(b"sent_at: "))
    return datetime.fromisoformat(stamp.removeprefix(b"sent_at: ").decode())


@cache
def version(sender: str, day: int, text: int = 0, fault: str = "") -> tuple[str, bytes]:
    """A file of a sender: its name and its bytes.

    Args:
        day: days after the moment at which the first one was sent; negative: an older one.
        text: which wording.
        fault: one of `FAULTS`, or empty.
    """
    ((_, name),) = (key for key in SENT if key[0] == sender)
    data = SENT[sender, name]
    stamp = next(line for line in data.splitlines() if line.startswith(b"sent_at: "))
    moment = first_sent(sender) + timedelta(days=day)
    data = data.replace(stamp, f"sent_at: {moment.isoformat()}".encode())
    if fault:
        data = data.replace(*FAULTS[fault], 1)
    if sender in TEXTS:
        before, wordings = TEXTS[sender]
        data = data.replace(before, wordings[text % len(wordings)])
    if sender == AGENCY and text == 2:
        data = data.replace(*FASTER, 1)
    return f"{day}.{text}.{fault or 'goed'}.yaml", data


FIRST = {(sender, version(sender, 0)[0]): version(sender, 0)[1] for sender in SENDERS}
"""What everyone sends first."""
