"""What a release is told in, wherever it is told."""

from __future__ import annotations


def channels_in_words(received: int, channels: int) -> str:
    """How many channels still have to take the package: "1 van 4 kanalen moet nog".

    Args:
        received: how many have it.
        channels: how many there are.
    """
    left = channels - received
    if not left:
        return f"alle kanalen hebben het ({received} van {channels})"
    return f"{left} van {channels} kanalen {'moet' if left == 1 else 'moeten'} nog"
