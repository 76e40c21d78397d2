"""What went over the post, and what `design.md` promises of it: each mail at least once, a second copy only as told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.events import Entry
from bna_pipeline.model.round_events import MailIntended, MailPutOff
from tests.kills.post_office import Post

_DATE = re.compile(rb"^Date: .*\r\n", re.MULTILINE)


@dataclass(frozen=True)
class Letters:
    """The post as it stands: at the servers, and as the ledger tells of it.

    Attributes:
        sent: of each mail (by key) that the server took: SHA-256 of every copy.
        plain: of each of these, what it says and to whom, without its Date.
        waiting: how many mails wait in the mailbox.
        handled: SHA-256 of the mails on record, as they lie in the mailbox.
        again: keys of mails of which the ledger says that the server may have them twice.
        unsure: keys of mails of which nobody knows whether the server has them.
        received: SHA-256 of the incoming mails on record, in order.
    """

    sent: Mapping[str, tuple[str, ...]]
    plain: Mapping[str, frozenset[str]]
    waiting: int
    handled: tuple[str, ...]
    again: frozenset[str]
    unsure: frozenset[str]
    received: tuple[str, ...]

    @property
    def copies(self) -> Counter[str]:
        return Counter({key: len(copies) for key, copies in self.sent.items()})


def letters_of(post: Post, told: Correspondence) -> Letters:
    """The servers and the ledger, side by side."""
    keys = {line.mail.message_id: key for key, line in told.lines.items()}
    sent: dict[str, tuple[str, ...]] = {}
    plain: dict[str, frozenset[str]] = {}
    for mail in post.sent:
        message_id = str(message_from_bytes(mail.data, policy=default)["Message-ID"]).strip("<>")
        key = keys.get(message_id, message_id)
        sent[key] = (*sent.get(key, ()), sha256_hex(mail.data))
        plain[key] = plain.get(key, frozenset()) | {f"{sorted(mail.to)} {without_date(mail.data)}"}
    return Letters(
        sent=sent,
        plain=plain,
        waiting=len(post.waiting),
        handled=tuple(sorted(map(sha256_hex, post.handled))),
        again=frozenset(key for key, line in told.lines.items() if line.again),
        unsure=frozenset(key for key, line in told.lines.items() if line.open and line.unsure),
        received=tuple(mail.message.sha256 for mail in told.received),
    )


def without_date(mail: bytes) -> str:
    """SHA-256 of a mail but for the moment at which it was made."""
    return sha256_hex(_DATE.sub(b"", mail, count=1))


def post_differences(found: Letters, wanted: Letters) -> list[str]:
    """What an undisturbed run has otherwise, but for second copies."""
    said = [f"mail {key} never arrived" for key in sorted(wanted.sent.keys() - found.sent.keys())]
    said += [f"mail {key} should not have gone" for key in sorted(found.sent.keys() - wanted.sent.keys())]
    for key in sorted(found.sent.keys() & wanted.sent.keys()):
        if found.plain[key] != wanted.plain[key]:
            said.append(f"mail {key} says something else, or to somebody else")
        if len({*found.sent[key]}) > 1:
            said.append(f"mail {key} came in copies that differ")
    if found.waiting:
        said.append(f"{found.waiting} mails still wait in the mailbox")
    if found.handled != wanted.handled:
        said.append(
            f"{len(found.handled)} mails lie handled in the mailbox, and not the {len(wanted.handled)} there were"
        )
    if Counter(found.received) != Counter(wanted.received):
        said.append("other mails are on record as received")
    if found.unsure != wanted.unsure:
        said.append(f"nobody knows what became of {sorted(found.unsure)}")
    return said


def second_copies(before: Letters, at_death: Letters, after: Letters) -> list[str]:
    """Whether what a kill made twice is what it may, and whether the ledger says so.

    Args:
        before: the run that was killed had not begun.
        at_death: what the kill left.
        after: the next run has ended.
    """
    twice = {key for key, n in after.copies.items() if n > 1 and n > before.copies[key]}
    between = at_death.unsure & at_death.sent.keys()  # after the final dot, and before the receipt
    again = after.again - before.again
    said = [f"mail {key} came {after.copies[key]} times" for key in twice if after.copies[key] > 2]
    said += [f"mail {key} came twice, though the kill did not fall on it" for key in sorted(twice - between)]
    said += [f"mail {key} came twice, and the ledger does not say so" for key in sorted(twice - again)]
    said += [f"mail {key} is said to have come twice, without cause" for key in sorted(again - at_death.unsure)]
    return said


def once(entries: Sequence[Entry]) -> list[Entry]:
    """The ledger without what a second attempt at the same mail adds to it."""
    kept: list[Entry] = []
    before: set[object] = set()
    for entry in entries:
        attempt = _attempt(entry)
        if attempt is None or attempt not in before:
            kept.append(entry)
        before.add(attempt)
    return kept


def _attempt(entry: Entry) -> object:
    match entry.event:
        case MailIntended(mail=mail):
            return "intended", mail.key, mail.message.sha256
        case MailPutOff(key=key):
            return "put off", key
        case _:
            return None
