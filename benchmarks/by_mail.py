"""A whole round of a generated programme: asked by mail, answered by mail, and every answer answered.

The mail server and the mailbox are this process's own lists: what they cost is not the product's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.measurement import Stopwatch, Workshop
from bna_pipeline.ports import MailWaiting, Taken

if TYPE_CHECKING:
    from bna_pipeline.pipeline.tools import Tools

PARTS: Final = ("open", "ask", "read", "answer")
"""Forms are made and laid out; requests go out with them; replies are kept, read and judged; every one is answered."""


class _TakesAll:
    """A mail server that takes everything and keeps what is needed to reply."""

    sender = "redactie@example.org"
    sender_name = "Redactie"

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def reply_address(self, reference: str) -> str:
        return f"redactie+{reference}@example.org"

    def send(self, message: bytes, to: Sequence[str]) -> Taken:
        self.taken.append(message)
        return Taken(f"250 ok for {len(to)}")

    def close(self) -> None:
        """Nothing is open."""


class _Holds:
    """A mailbox with these mails."""

    def __init__(self, mails: list[bytes]) -> None:
        self._mails = {str(n): mail for n, mail in enumerate(mails)}

    def waiting(self, most_bytes: int) -> Iterator[MailWaiting]:
        for name, mail in tuple(self._mails.items()):
            yield MailWaiting(name, mail[:most_bytes], len(mail))

    def handled(self, name: str) -> None:
        del self._mails[name]

    def close(self) -> None:
        """Nothing is open."""


def whole_round(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """Open, ask, read and answer, each timed; replies are written in between, untimed by the parts."""
    from benchmarks import story
    from bna_pipeline.model.transitions import Act
    from bna_pipeline.wiring import pipeline

    script = story.read_story(scratch)
    app, edition = story.app_at(scratch, script.steps[0]), script.edition
    mailer = _TakesAll()
    tools = replace(app.tools(edition), mailer=mailer, mailbox=None)
    with watch.timing("open"):
        pipeline.open_edition(tools, app.actor(edition, None, Act.OPEN))
    with watch.timing("ask"):
        pipeline.post(tools, app.system())
    replies = list(_replies(tools, mailer.taken, scratch / "sent"))
    if len(replies) != len(mailer.taken):
        raise RuntimeError("not everybody was asked")
    asked, mailer.taken = len(mailer.taken), []
    tools = replace(tools, mailbox=_Holds(replies))
    with watch.timing("read"):
        pipeline.collect(tools, app.system())
    with watch.timing("answer"):
        pipeline.post(tools, app.system())
    if len(mailer.taken) != asked:
        raise RuntimeError(f"{len(mailer.taken)} answers to {asked} replies")


def _replies(tools: Tools, asked: list[bytes], sent: Path) -> Iterator[bytes]:
    """The reply of everyone to its request, with the last file that it sent."""
    at = tools.clock.now() + timedelta(days=30)
    for n, request in enumerate(asked):
        mail = message_from_bytes(request, policy=policy.default)
        name = next(part.get_filename() for part in mail.iter_attachments())
        partner = str(name).removeprefix("formulier-").removesuffix(f"-{tools.id}.docx")
        file = sorted((sent / partner).iterdir())[-1]
        reply = EmailMessage(policy=policy.SMTP)
        reply["From"], reply["To"], reply["Subject"] = "partner@example.org", mail["Reply-To"], f"Re: {mail['Subject']}"
        reply["Date"], reply["Message-ID"] = at.strftime("%a, %d %b %Y %H:%M:%S +0000"), f"<{n}@elders.example.org>"
        reply.set_content("Hierbij onze bijdrage.")
        reply.add_attachment(file.read_bytes(), maintype="application", subtype="octet-stream", filename=file.name)
        yield reply.as_bytes()
