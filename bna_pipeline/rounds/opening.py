"""Opening a round: which partner gets which form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bna_pipeline.model.base import PartnerId
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.programme import Edition, Partner, Programme

MakeForm = Callable[[Programme, Edition, Partner, Contribution | None], bytes]
"""Makes one partner's form, with last year's answers in it when there are any."""


class Form(NamedTuple):
    """A form to hand out: to whom, under which file name, and its bytes (DOCX)."""

    partner: PartnerId
    file_name: str
    data: bytes


def forms_for(
    programme: Programme, edition: Edition, previous: Mapping[str, Contribution], make_form: MakeForm
) -> tuple[Form, ...]:
    """One form for every partner that has at least one action, in the programme's order.

    Args:
        previous: last year's contribution by partner id, where there is one.
    """
    return tuple(
        Form(
            partner=partner.id,
            file_name=f"formulier-{partner.id}-{edition.id}.docx",
            data=make_form(programme, edition, partner, previous.get(partner.id)),
        )
        for partner in asked(programme)
    )


def asked(programme: Programme) -> tuple[Partner, ...]:
    """The partners of whom a contribution is asked: those with an action to report on."""
    return tuple(p for p in programme.partners if programme.actions_of(p.id))
