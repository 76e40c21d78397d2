"""What became of what people of the programme wrote back to a mail."""

from __future__ import annotations

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.model.round import IncomingMail
from bna_pipeline.model.state import EditionState


def returned_with(now: EditionState, mail: IncomingMail) -> tuple[str, ...]:
    """Names of the Word files that came with a mail and from which proposals were taken."""
    read = {returned.file.sha256 for returned in now.proposals.returned}
    return tuple(masked_name(file.name) for file in mail.attachments if file.sha256 in read)


def refused_with(now: EditionState, mail: IncomingMail) -> tuple[str, ...]:
    """Why Word files that came with a mail were not read, in Dutch."""
    came = {file.sha256 for file in mail.attachments}
    mine = (r for r in now.proposals.refused if r.person == mail.person and r.file.sha256 in came)
    return tuple(reason for r in mine for reason in r.reasons)


def to_be_seen(now: EditionState) -> tuple[IncomingMail, ...]:
    """What people wrote back and nobody has dealt with: a Word draft that was read is dealt with as proposals."""
    return tuple(mail for mail in now.post.from_people if not returned_with(now, mail))
