"""The post coming in: every mail is kept as it came before anyone looks inside, and goes on record once.

A mail goes on record first, then the files in it that are judged, and only then is it taken out of what waits in the
mailbox: whoever is killed in between does the rest the next time, from what is on record.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.errors import ConfigurationError, MailError
from bna_pipeline.model.base import FileDigest, Sha256, sha256_hex
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.events import ContributionReceived
from bna_pipeline.model.round import IncomingKind, IncomingMail
from bna_pipeline.model.round_events import MailReceived, SignedOff
from bna_pipeline.model.state import EditionState, fold
from bna_pipeline.model.transitions import Act, allowed, require
from bna_pipeline.pipeline.post_after import require_post, takes_post
from bna_pipeline.pipeline.reading_mail import read
from bna_pipeline.pipeline.sent_signals import brings_ours, may_be_signal
from bna_pipeline.pipeline.signal_state import waited_for
from bna_pipeline.pipeline.tools import Actor, Tools, record, state
from bna_pipeline.ports import MailWaiting
from bna_pipeline.rounds.asked import Seat
from bna_pipeline.rounds.incoming import ReadMail

JUDGED = (IncomingKind.REPLY, IncomingKind.SIGN_OFF)
"""Kinds of mail of which the files are judged; an automatic answer or a report may carry our own form back."""


class Others:
    """The other editions whose replies come to the same mailbox, read when a mail is not ours."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @cached_property
    def _open(self) -> dict[str, tuple[EditionState, datetime]]:
        """The editions that take mail, ours among them: as they stand, and when they were opened."""
        found = {}
        for ledger in (self._tools.ledger,) if self._tools.ledgers is None else self._tools.ledgers():
            for edition in ledger.editions():
                entries = ledger.entries(edition)
                now = fold(edition, entries)
                if takes_post(now) or edition == self._tools.id:
                    found[edition] = (now, entries[0].at)
        return found

    def owner(self, data: bytes, seen: ReadMail) -> str:
        """Which edition a mail belongs to: whose reference or whose own mail it names, whose Kamerbrief it can be read
        as, else the one opened last.

        What is nobody's is no sample's for as long as a real edition takes mail.
        """
        if seen.partner is not None or seen.person is not None or seen.about is not None:
            return self._tools.id
        if brings_ours(self._tools, state(self._tools), seen):
            return self._tools.id
        for edition, (now, _) in self._open.items():
            theirs = read(self._tools, now.post, data, seen.sent_at)
            if theirs.partner is not None or theirs.person is not None or theirs.about is not None:
                return edition
            if edition != self._tools.id and waited_for(now) and self._brings_theirs(edition, theirs):
                return edition
        return max(self._open, key=self._rank)

    def _brings_theirs(self, edition: str, seen: ReadMail) -> bool:
        if self._tools.of_edition is None or seen.kind is not IncomingKind.STRAY or not seen.files:
            return False
        try:
            theirs = self._tools.of_edition(edition)
        except ConfigurationError:  # it is told at that edition, and keeps no mail from the others
            return False
        return brings_ours(theirs, state(theirs), seen)

    def _rank(self, edition: str) -> tuple[bool, datetime, str]:
        now, opened_at = self._open[edition]
        return (now.opened is not None and not now.opened.sample, opened_at, edition)


def fetch(tools: Tools, actor: Actor) -> tuple[list[str], MailError | None]:
    """Everything that waits in the mailbox and is this edition's; what there is to say of it, and why it was not read.

    A mail of another open edition is left for that one. What is nobody's is kept by the edition that was opened last.

    Raises:
        StorageError: nothing can be kept.
        TransitionRefused: the edition has no post any more.
    """
    mailbox = tools.mailbox
    if mailbox is None:
        return [], None
    said: list[str] = []
    trouble: MailError | None = None
    others = Others(tools)
    try:
        for waiting in mailbox.waiting(tools.limits.mail_bytes):
            kept = _received(tools, actor, waiting, others)
            if kept is None:
                continue
            said += kept
            take_in(tools, actor, sha256_hex(waiting.data))
            mailbox.handled(waiting.name)
    except MailError as fault:
        trouble = fault
        said.append(f"{fault}")
    finally:
        mailbox.close()
    return said, trouble


def _received(tools: Tools, actor: Actor, waiting: MailWaiting, others: Others) -> list[str] | None:
    """Put one mail on record; None when it is another edition's."""
    post = state(tools).post
    if post.has(sha256_hex(waiting.data)):
        return []
    seen = read(tools, post, waiting.data, tools.clock.now(), waiting.size)
    if others.owner(waiting.data, seen) != tools.id:
        return None
    return keep_mail(tools, actor, waiting.data, seen)


def keep_mail(tools: Tools, actor: Actor, data: bytes, seen: ReadMail, *, folder: str | None = None) -> list[str]:
    """Keep a mail and its files, and put it on record once; what there is to say of it.

    Args:
        folder: of the partner in whose folder it lay: it says whose the mail is when no reference does.
    """
    message = FileDigest(name="bericht.eml", size=len(data), sha256=tools.blobs.put(data))
    attachments = tuple(
        FileDigest(name=file.name, size=len(file.data), sha256=tools.blobs.put(file.data)) for file in seen.files
    )
    mail = IncomingMail(
        message=message,
        kind=seen.kind,
        message_id=seen.message_id,
        subject=seen.subject,
        sender=seen.sender,
        partner=seen.partner,
        department=seen.department,
        person=seen.person,
        about=seen.about,
        sent_at=seen.sent_at,
        attachments=attachments,
        usable=tuple(kept.sha256 for kept, file in zip(attachments, seen.files, strict=True) if file.usable),
        answerable=seen.may_answer,
        agrees=seen.agrees,
        words=seen.words,
        remarks=seen.remarks if seen.partner is not None or seen.person is not None else (),
    )
    if may_be_signal(tools, state(tools), seen):
        mail = mail.model_copy(update={"kind": IncomingKind.KAMERBRIEF})
    if folder is not None and mail.partner is None and mail.kind is IncomingKind.STRAY:
        mail = mail.model_copy(update={"partner": folder, "kind": IncomingKind.REPLY})

    def received(now: EditionState) -> MailReceived | None:
        require_post(now)
        return None if now.post.has(message.sha256) else MailReceived(mail=mail)

    if record(tools, actor, received) is None:
        return []
    about = masked_name(mail.subject or "Mail")
    return [_told(mail), *(f"{about}: {remark}" for remark in seen.remarks)]


def take_in(tools: Tools, actor: Actor, message: Sha256 | None = None) -> bool:
    """Put the files of mails on record that are not there yet, and agreements within the house; whether any was new.

    Everything follows from what is on record: so it also does what a kill left undone, and what became possible when
    the coordinator said whose a mail is.

    Args:
        message: only of this mail; None: of all.
    """
    now, new = state(tools), False
    if not allowed(now.phase, Act.COLLECT):
        return False  # it is on record as it came; what it holds counts no more
    mails = [mail for mail in now.post.received if message in (None, mail.message.sha256)]
    there = {(received.partner, received.file.sha256) for received in now.received}
    for mail in mails:
        if mail.partner is None or mail.kind not in JUDGED:
            continue
        for file in mail.attachments:
            if file.sha256 in mail.usable and (mail.partner, file.sha256) not in there:
                new |= _take_file(tools, actor, mail.partner, file, mail.message.sha256)
        if mail.kind is IncomingKind.SIGN_OFF and mail.agrees:
            new |= _agreed(tools, actor, now, mail)
    return new


def _take_file(tools: Tools, actor: Actor, partner: str, file: FileDigest, message: Sha256) -> bool:
    def received(now: EditionState) -> ContributionReceived | None:
        require(now.phase, Act.COLLECT)
        if any(r.file.sha256 == file.sha256 for r in now.received_from(partner)):
            return None
        return ContributionReceived(partner=partner, file=file, message=message)

    return record(tools, actor, received) is not None


def _agreed(tools: Tools, actor: Actor, now: EditionState, mail: IncomingMail) -> bool:
    original = asked_about(now.post, now, mail)
    partner = next((p for p in tools.programme.partners if p.id == mail.partner), None)
    if original is None or partner is None or now.agreements_with(partner.id, original):
        return False
    by = mail.sender or (partner.sign_off.function if partner.sign_off is not None else partner.name)

    def agreed(then: EditionState) -> SignedOff | None:
        require(then.phase, Act.SIGN_OFF)
        if then.agreements_with(partner.id, original):
            return None
        return SignedOff(partner=partner.id, original=original, by=by, message=mail.message.sha256)

    return record(tools, actor, agreed) is not None


def asked_about(post: Correspondence, now: EditionState, mail: IncomingMail) -> Sha256 | None:
    """The version about which our question went that a mail answers."""
    if mail.about is None or mail.partner is None or post.line(mail.about) is None:
        return None
    about = mail.about.partition("#")[0].split(":")[2]
    return next((r.file.sha256 for r in now.received_from(mail.partner) if r.file.sha256.startswith(about)), None)


def _told(mail: IncomingMail) -> str:
    whose = "van niemand die wij kennen" if mail.person is None else f"van {mail.person}"
    whose = whose if mail.partner is None else f"van {Seat(mail.partner, mail.department).name}"
    subject = masked_name(mail.subject or "zonder onderwerp")
    return f"Mail {whose} ({mail.kind.value}): {subject}, bestanden: {len(mail.attachments)}."
