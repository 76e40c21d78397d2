"""The post of a finished edition: what was mailed at its release may still come back, or be answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed, require
from bna_pipeline.pipeline.tools import Tools

WATCHED: Final = timedelta(days=14)
"""So long after the last of those mails the mailbox is read by itself: a mail server gives up after five days
(RFC 5321, 4.5.4.1), and people are on leave."""


def takes_post(now: EditionState) -> bool:
    """Whether an edition's mails are sent and read: until it is finished, and where it went out by mail after that."""
    return allowed(now.phase, Act.POST) or (now.phase is Phase.FINISHED and went_by_mail(now))


def require_post(now: EditionState) -> None:
    """Refuse what is about the mails of an edition that has no post (any more).

    Raises:
        TransitionRefused.
    """
    if not takes_post(now):
        require(now.phase, Act.POST)


def went_by_mail(now: EditionState) -> bool:
    """Whether what was released went to anybody by mail."""
    return any(line.mail.channel is not None for line in now.post.lines.values())


def still_watched(tools: Tools, now: EditionState) -> bool:
    """Whether the mailbox of a finished edition is read by itself, or a mail is still to go."""
    if tools.mailer is None or now.phase is not Phase.FINISHED:
        return False
    lines = [line for line in now.post.lines.values() if line.mail.channel is not None]
    return bool(lines) and tools.clock.now() - max(line.tried_at for line in lines) < WATCHED
