"""From the inbox into the blob store: every original is kept before anyone looks inside."""

from __future__ import annotations

from bna_pipeline.contributions.judge import unfetched
from bna_pipeline.contributions.rules import shown
from bna_pipeline.errors import ArrivalUnreadable
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.delivery import KAMERBRIEF_FOLDER
from bna_pipeline.model.events import REDACTIE, ContributionLeft, ContributionReceived
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.mailroom import keep_mail
from bna_pipeline.pipeline.reading_mail import read
from bna_pipeline.pipeline.tools import Actor, Tools, keep, record, state
from bna_pipeline.ports import NO_FOLDER, Arrival, is_mail

_MIB = 1024 * 1024


POST = "post"
"""The folder for mails of which the reference says whose they are."""


def senders(tools: Tools) -> frozenset[str]:
    """Whose folders are read."""
    return frozenset({REDACTIE, *(p.id for p in tools.programme.partners)})


def receive_all(tools: Tools, actor: Actor) -> tuple[list[str], bool]:
    """Keep what lies in the inbox; what there is to say of it, and whether anything was new.

    A file over `limits.kept_bytes` would fill the disk on which everything else must be kept: it stays where it lies,
    and its name and size go on record with a finding for who sent it.

    Raises:
        StorageError: nothing can be kept.
        TransitionRefused: the edition no longer takes contributions.
    """
    said, new, known = [], False, senders(tools)
    for arrival in tools.inbox.arrivals(tools.id):
        if arrival.partner == KAMERBRIEF_FOLDER and tools.programme.delivery.signal.inbox:
            continue  # no contribution: `sent_signals.py`
        try:
            if is_mail(arrival.name) and arrival.partner in {*known, NO_FOLDER, POST} - {REDACTIE}:
                mail = _receive_mail(tools, actor, arrival)
                new |= bool(mail)
                said += mail
            elif arrival.partner not in known:
                said.append(_of_nobody(arrival))
            elif _too_long(tools, arrival):
                new |= _leave(tools, actor, arrival)
                said.append(_left(tools, arrival))
            else:
                new |= _receive(tools, actor, arrival)
        except ArrivalUnreadable as fault:  # taken away or still being written: the others go on
            said.append(shown(str(fault)))
    return said, new


def left_in_inbox(tools: Tools, now: EditionState) -> tuple[ContributionLeft, ...]:
    """What was not kept for its size, and still lies there."""
    if not now.left:
        return ()
    lying = {(a.partner, shown(a.name), a.size) for a in tools.inbox.arrivals(tools.id) if _too_long(tools, a)}
    return tuple(left for left in now.left if (left.partner, left.name, left.size) in lying)


def _too_long(tools: Tools, arrival: Arrival) -> bool:
    return arrival.size > _ceiling(tools)


def _ceiling(tools: Tools) -> int:
    # What may be read must be kept first.
    return max(tools.limits.kept_bytes, tools.limits.file_bytes)


def _receive(tools: Tools, actor: Actor, arrival: Arrival) -> bool:
    with tools.inbox.open(tools.id, arrival) as stream:
        kept = tools.blobs.put_stream(stream)
    # On record with hidden characters written out: a name may turn a page or a terminal upside down.
    file = FileDigest(name=shown(arrival.name), size=kept.size, sha256=kept.sha256)

    def received(now: EditionState) -> ContributionReceived | None:
        require(now.phase, Act.COLLECT)
        if any(r.file.sha256 == file.sha256 for r in now.received_from(arrival.partner)):
            return None
        return ContributionReceived(partner=arrival.partner, file=file)

    return record(tools, actor, received) is not None


def _receive_mail(tools: Tools, actor: Actor, arrival: Arrival) -> list[str]:
    """A mail that somebody saved as a file: as one from the mailbox, but what no reference tells, the folder does."""
    most = tools.limits.mail_bytes
    if arrival.size > most:
        size = arrival.size // _MIB
        return [f"{shown(arrival.name)} is {size} MB en niet opgehaald; haal de bijlagen er zelf uit."]
    with tools.inbox.open(tools.id, arrival) as stream:
        data = stream.read()
    post = state(tools).post
    if post.has(sha256_hex(data)):
        return []
    folder = arrival.partner if arrival.partner in senders(tools) else None
    return keep_mail(tools, actor, data, read(tools, post, data, tools.clock.now()), folder=folder)


def _leave(tools: Tools, actor: Actor, arrival: Arrival) -> bool:
    name = shown(arrival.name)
    if _on_record(state(tools), arrival):
        return False
    judgement = unfetched(name, arrival.size, tools.limits)
    findings = () if judgement is None else judgement.findings
    report = keep(tools, FindingsReport(partner=arrival.partner, file=name, original=None, findings=findings))

    def left(now: EditionState) -> ContributionLeft | None:
        require(now.phase, Act.COLLECT)
        if _on_record(now, arrival):
            return None
        return ContributionLeft(partner=arrival.partner, name=name, size=arrival.size, findings=report)

    return record(tools, actor, left) is not None


def _on_record(now: EditionState, arrival: Arrival) -> bool:
    wanted = (arrival.partner, shown(arrival.name), arrival.size)
    return any((left.partner, left.name, left.size) == wanted for left in now.left)


def _of_nobody(arrival: Arrival) -> str:
    return (
        f"De map {shown(arrival.partner)} hoort bij geen partner; {shown(arrival.name)} is niet gelezen. "
        "Zet het bestand in de map van de partner."
    )


def _left(tools: Tools, arrival: Arrival) -> str:
    return (
        f"{arrival.partner}: {shown(arrival.name)} is {arrival.size // _MIB} MB en niet opgehaald; boven "
        f"{_ceiling(tools) // _MIB} MB blijft een bestand in de inbox. Vraag om een kleiner bestand en haal "
        "dit weg; er is geen kopie van."
    )
