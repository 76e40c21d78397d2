"""A port that stands in a project's settings: of a server that is not there yet, or goes away and comes back."""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from pathlib import Path


def free_port() -> int:
    """A port that is free, and stays so: the system gives it to nobody who asks for any, as all other tests do."""
    first, last = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split())
    never_given = [*range(10_000, first), *range(last + 1, 65_536)]
    while True:
        port: int = random.choice(never_given)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
