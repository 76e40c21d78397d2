"""The mails with the released package: one to each address that a mail channel names, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from bna_pipeline.model.base import Slug, digest_of
from bna_pipeline.model.correspondence import MailLine
from bna_pipeline.model.delivery import MailRule, PageRule
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.model.release_events import ReleaseFired
from bna_pipeline.model.round import Contact, Purpose
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.channels import armed_package, deliveries_due
from bna_pipeline.pipeline.due_mail import Due, numbered
from bna_pipeline.pipeline.letters import Letter
from bna_pipeline.pipeline.person_letters import common
from bna_pipeline.pipeline.tools import Tools, blob_of, entries, state
from bna_pipeline.rounds.keys import mail_key
from bna_pipeline.rounds.message import Attachment
from bna_pipeline.rounds.release_values import ReleasedFile, ReleasedValues, sent_size
from bna_pipeline.rounds.values import Attached

PUBLIC_PATH: Final = "/openbaar"
"""Below the desk's address: what anyone may have."""

_MEGABYTE: Final = 1_000_000
_WHAT: Final = {
    LETTER_PDF: "de brief, met handtekeningen",
    REPORT_PDF: "de rapportage, bijlage 1 bij de brief",
}


def mails_of(tools: Tools, now: EditionState, rule: MailRule) -> tuple[Due, ...]:
    """The mails of a channel, in the programme's order, each under the key under which it goes now."""
    package = armed_package(now)
    found: dict[str, Due] = {}
    for contact in rule.to:
        address = contact.mail.casefold()
        key = numbered(now.post, mail_key(Purpose.RELEASED, rule.id, about=digest_of([package.digest, address])[:12]))
        write = partial(_letter, tools, rule, contact)
        found.setdefault(key, Due(key, Purpose.RELEASED, rule.id, contact, write, of_channel=True))
    return tuple(found.values())


def channels_waiting(tools: Tools, now: EditionState) -> frozenset[Slug]:
    """The mail channels that have no receipt yet: their mails go with the other channels, and not with the post."""
    if now.fired is None:
        return frozenset()
    return frozenset(rule.id for rule in deliveries_due(tools, now) if isinstance(rule, MailRule))


def once_more(tools: Tools, now: EditionState) -> Iterator[Due]:
    """Mails of a channel that has its receipt, which the coordinator wants sent once more: they came back."""
    if now.fired is None:
        return
    again = {line.mail.channel for line in now.post.lines.values() if line.resent} - channels_waiting(tools, now)
    for rule in tools.programme.delivery.channels:
        if isinstance(rule, MailRule) and rule.id in again:
            yield from (due for due in mails_of(tools, now, rule) if now.post.line(due.key) is None)


def lines_of(now: EditionState, due: tuple[Due, ...]) -> tuple[MailLine | None, ...]:
    """What became of each of these mails; None: it was never about to go."""
    return tuple(now.post.line(one.key) for one in due)


def released_at(tools: Tools) -> datetime:
    """When the embargo was lifted; only of an edition that was released."""
    return next(entry.at for entry in entries(tools) if isinstance(entry.event, ReleaseFired))


def page_of(tools: Tools) -> str | None:
    """The address of the edition's public page; None: the programme has none, or the desk no address for others."""
    has_page = any(isinstance(rule, PageRule) for rule in tools.programme.delivery.channels)
    return f"{tools.public_address}{PUBLIC_PATH}/{tools.id}" if has_page and tools.public_address else None


def _letter(tools: Tools, rule: MailRule, to: Contact, reference: str) -> Letter:
    now, page = state(tools), page_of(tools)
    frozen = {file.name: file for file in armed_package(now).files}
    listed = [frozen[f"data/{name}"].model_copy(update={"name": name}) for name in (LETTER_PDF, REPORT_PDF)]
    fits = sum(sent_size(file.size) for file in listed) <= rule.attach_up_to * _MEGABYTE
    attachments = tuple(Attachment(file.name, blob_of(tools, file)) for file in listed) if fits else ()
    said = common(tools, to, reference)
    said["attachments"] = tuple(Attached(name=each.name, what=_WHAT[each.name]) for each in attachments)
    values = ReleasedValues(
        **said,
        title=tools.edition.title,
        authority=tools.programme.letter.authority,
        letter_reference=tools.edition.reference,
        number=None if now.adoption is None else now.adoption.number,
        decided_on=None if now.adoption is None else now.adoption.date,
        released_at=released_at(tools),
        files=tuple(
            ReleasedFile(
                name=file.name,
                what=_WHAT[file.name],
                size=file.size,
                sha256=file.sha256,
                page=None if page is None else f"{page}/{file.name}",
            )
            for file in listed
        ),
        page=page,
        elsewhere=tuple(other.name for other in tools.programme.delivery.channels if other.id != rule.id),
        sample=tools.sample,
        corrects=_corrected(tools),
    )
    return Letter(values, attachments)


def _corrected(tools: Tools) -> str | None:
    """The title of what this edition corrects; None: it corrects nothing."""
    corrected = tools.edition.corrects
    whole = tools.whole or tools.programme
    return next((e.title for e in whole.editions if e.id == corrected), None)
