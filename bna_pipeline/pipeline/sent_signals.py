"""The Kamerbrief that somebody sends: dropped in the inbox, or mailed by one of those from whom it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.contributions.rules import shown
from bna_pipeline.delivery.kamerbrief import MAX_BYTES, is_whole
from bna_pipeline.errors import ArrivalUnreadable, KamerbriefUnreadable
from bna_pipeline.model.base import FileDigest, Sha256, digest_of
from bna_pipeline.model.delivery import KAMERBRIEF_FOLDER
from bna_pipeline.model.draft import Kamerbrief
from bna_pipeline.model.release_events import SignalDoubted, SignalSource
from bna_pipeline.model.round import IncomingKind
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.signal_state import waited_for
from bna_pipeline.pipeline.signals import adopted_report, is_aside, note_doubt, note_seen, read_for, told_seen
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, state
from bna_pipeline.ports import Arrival
from bna_pipeline.rounds.incoming import ReadMail

ANSWER: Final = f"{KAMERBRIEF_FOLDER}/antwoord.txt"
"""What was made of what lies in the inbox, for who put it there."""
STILL: Final = timedelta(minutes=1)
"""A file that is no whole PDF is left alone for so long: it may still be arriving."""


class _Sent(NamedTuple):
    """What came: by what it is known, with its files; whether it is doubted when it is not ours; and in which words."""

    source: SignalSource
    document: str
    files: tuple[FileDigest, ...]
    doubted: bool = True
    told: str = ""


def take_sent(tools: Tools, actor: Actor) -> Step:
    """Look for the Kamerbrief in the inbox and in what was mailed, where the programme takes it for a signal.

    What is not ours for sure is a doubt, which keeps the release back until the coordinator has looked.
    """
    before = state(tools)
    if not tools.programme.delivery.signal.inbox or not waited_for(before):
        return Step("kamerbrief", False)
    said: list[str] = []
    good: list[tuple[_Sent, Kamerbrief]] = []
    answers: dict[str, str] = {}
    for sent in (*_dropped(tools, before, said), *_mailed(tools, before)):
        found = _judged(tools, sent)
        if isinstance(found, Kamerbrief):
            good.append((sent, found))
            continue
        doubt = SignalDoubted(source=sent.source, document=sent.document, why=f"{sent.told}{found}", files=sent.files)
        answers[sent.document] = found
        if sent.doubted and note_doubt(tools, actor, doubt):
            said.append(f"ALARM: {sent.document} is niet zonder meer de Kamerbrief. {found}")
    for sent, kamerbrief in good:
        if note_seen(tools, actor, kamerbrief, sent.source, sent.document):
            said += told_seen(tools, kamerbrief, sent.source)
            answers[sent.document] = f"Vastgelegd als Kamerbrief {kamerbrief.number} van {kamerbrief.date:%d-%m-%Y}."
    return Step("kamerbrief", _answer(tools, answers) or state(tools).seq != before.seq, tuple(said))


def _dropped(tools: Tools, now: EditionState, said: list[str]) -> Iterator[_Sent]:
    """What lies in the inbox, kept; what was put aside before stays aside for as long as its bytes are the same."""
    for arrival in tools.inbox.arrivals(tools.id):
        if arrival.partner != KAMERBRIEF_FOLDER:
            continue
        try:
            file = _kept(tools, arrival)
        except ArrivalUnreadable as fault:  # taken away, or still being written
            said.append(shown(str(fault)))
            continue
        if file is None or is_aside(now, SignalSource.INBOX, file.name, (file,)):
            continue
        yield _Sent(SignalSource.INBOX, file.name, (file,))


def _kept(tools: Tools, arrival: Arrival) -> FileDigest | None:
    """The file in the blob store; None: it is not read yet, or too long to keep."""
    name = shown(arrival.name)
    if arrival.size > MAX_BYTES:
        raise ArrivalUnreadable(
            f"{name} is langer dan {MAX_BYTES // 1024**2} MB en niet opgehaald.", "Zo lang is geen Kamerbrief."
        )
    with tools.inbox.open(tools.id, arrival) as stream:
        data = stream.read()
    file = FileDigest.of(name, data)
    if not is_whole(data) and not _stood_still(tools, file):
        return None
    tools.blobs.put(data)
    return file


def _stood_still(tools: Tools, file: FileDigest) -> bool:
    """Whether these very bytes lay there before: then nobody is writing them any more."""
    if tools.memory is None:
        return True
    key = digest_of(["kamerbrief-half/1", tools.id, file.name, file.sha256])
    at, first = tools.clock.now(), tools.memory.recall(key)
    if first is None:
        tools.memory.remember(key, at.isoformat().encode())
        return False
    return at - datetime.fromisoformat(first.decode()) >= STILL


def _mailed(tools: Tools, now: EditionState) -> Iterator[_Sent]:
    """What came by mail from one of the senders. A reply with other files than a Kamerbrief is doubted by nobody."""
    for mail in now.post.received:
        document = f"mail-{mail.message.sha256[:12]}"
        if mail.kind not in (IncomingKind.KAMERBRIEF, IncomingKind.REPLY) or document in now.release.dismissed:
            continue
        if is_from_sender(tools, mail.sender) and mail.attachments:
            subject = masked_name(mail.subject or "geen")
            told = f"Mail van {mail.sender} met onderwerp ‘{subject}’: "
            yield _Sent(SignalSource.MAIL, document, mail.attachments, mail.kind is IncomingKind.KAMERBRIEF, told)


def is_from_sender(tools: Tools, sender: str | None) -> bool:
    """Whether a mail says that it is from somebody from whom a Kamerbrief is taken.

    Anyone can write a sender: the mail server must be the one that refuses those who lie (SPF, DKIM, DMARC). It looks
    at the address alone, so a name that looks like one of theirs is none here either.
    """
    taken = {one.casefold() for one in tools.programme.delivery.signal.senders}
    return sender is not None and sender.casefold() in taken


def may_be_signal(tools: Tools, now: EditionState, seen: ReadMail) -> bool:
    """Whether a mail that is nobody's brings a Kamerbrief, or should: from one of the senders, with a file."""
    return (
        tools.programme.delivery.signal.inbox
        and waited_for(now)
        and seen.kind is IncomingKind.STRAY
        and bool(seen.files)
        and is_from_sender(tools, seen.sender)
    )


def brings_ours(tools: Tools, now: EditionState, seen: ReadMail) -> bool:
    """Whether such a mail has a file with it that can be read as this edition's Kamerbrief."""
    read = (_read(tools, file.name, file.data) for file in seen.files) if may_be_signal(tools, now, seen) else ()
    return any(not isinstance(one, str) for one in read)


def _judged(tools: Tools, sent: _Sent) -> Kamerbrief | str:
    """The Kamerbrief among what was sent; else why there is none. The report as we have it may come along."""
    report = adopted_report(state(tools))
    found: dict[Sha256, Kamerbrief] = {}
    why: list[str] = []
    for file in sent.files:
        if report is not None and (file.size, file.sha256) == (report.size, report.sha256):
            continue
        read = _read(tools, file.name, blob_of(tools, file))
        if isinstance(read, str):
            why.append(read)
        else:
            found[read.file.sha256] = read
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        return "Er zijn twee verschillende bestanden die de Kamerbrief kunnen zijn."
    return " ".join(dict.fromkeys(why)) or "Er is geen Kamerbrief bij."


def _read(tools: Tools, name: str, data: bytes) -> Kamerbrief | str:
    try:
        return read_for(tools, name, data)
    except KamerbriefUnreadable as wrong:
        return wrong.message


def _answer(tools: Tools, answers: dict[str, str]) -> bool:
    """Tell who put something in the inbox what was made of it, in the outbox; whether that is new."""
    if not answers:
        return False
    lines = (f"{name}: {said}" for name, said in sorted(answers.items()))
    text = "Wat met de Kamerbrief is gedaan:\n\n" + "\n".join(lines) + "\n\nDe coördinator krijgt hiervan bericht.\n"
    return tools.outbox.write(tools.id, ANSWER, text.encode("utf-8"))
