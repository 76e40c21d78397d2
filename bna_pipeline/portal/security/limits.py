"""How often anybody may try. An organisation comes from one address, and its scanners follow every link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Rate:
    """So many attempts in a window of time."""

    most: int
    window: timedelta

    @property
    def seconds(self) -> int:
        return int(self.window.total_seconds())


@dataclass(frozen=True)
class Limits:
    """What the desk bears. Of IPv6 an address is the network that one subscriber has.

    Attributes:
        doors: looks at links and sign-ins, by address. Guessing is hopeless without a limit (a token has 256 random
            bits); this keeps the database from being filled.
        acts: forms and calls that may change something, by person, or by address where nobody is signed in.
        wrong_keys: calls with a key that does not work, by address.
    """

    doors: Rate = Rate(600, timedelta(minutes=5))
    acts: Rate = Rate(240, timedelta(minutes=1))
    wrong_keys: Rate = Rate(30, timedelta(minutes=5))
