"""Opening a round: who gets which forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bna_pipeline.model.base import PartnerId, Slug
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.rounds.asked import Asked, everyone_asked

MakeForm = Callable[[Programme, Edition, Asked, Contribution | None], bytes]
"""Makes the form of a partner or department, with last year's answers in it when there are any."""


class Form(NamedTuple):
    """A form to hand out: to whom, under which file name, and its bytes."""

    partner: PartnerId
    department: Slug | None
    file_name: str
    data: bytes


def forms_for(
    programme: Programme, edition: Edition, previous: Mapping[str, Contribution], makers: Mapping[str, MakeForm]
) -> tuple[Form, ...]:
    """The forms of everyone with an action, in the programme's order.

    Args:
        previous: last year's contribution by partner id, where there is one.
        makers: makes a form, by the extension of its file name (`docx`).
    """
    return tuple(
        Form(
            partner=one.partner.id,
            department=one.seat.department,
            file_name=f"formulier-{one.seat.name.replace('.', '-')}-{edition.id}.{extension}",
            data=make(programme, edition, one, previous.get(one.partner.id)),
        )
        for one in everyone_asked(programme)
        for extension, make in makers.items()
    )
