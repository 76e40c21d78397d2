"""What an edition takes along from the ones before it: last year's answers, and the programme as it was then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from pydantic import ValidationError

from bna_pipeline.model.base import EditionId, PartnerId
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.errata import erratum_of
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.counting import counting
from bna_pipeline.pipeline.tools import Tools, load, state


def tools_of(tools: Tools, edition: Edition) -> Tools:
    """The same ports for another edition of the programme, with the programme as it was then."""
    whole = tools.whole or tools.programme
    return replace(tools, edition=edition, programme=whole.of(edition))


def as_corrected(tools: Tools, edition: Edition) -> Edition:
    """The last released erratum of an edition, where there is one; else the edition itself."""
    whole = tools.whole or tools.programme
    while (erratum := erratum_of(whole, edition.id)) is not None:
        signatures = len(whole.letter.signatories)
        _, then = tools.journal.of(erratum.id).look(tools.ledger, erratum.id, signatures_needed=signatures)
        if then.fired is None:
            break
        edition = erratum
    return edition


class Answers(NamedTuple):
    """What stands in the forms as reference: of which edition (None: there is none), and by partner.

    Where that edition was corrected, they are as they were corrected. `final` says that the round of that edition is
    closed, so that no other answers are to be expected.
    """

    edition: EditionId | None
    by_partner: Mapping[PartnerId, Contribution]
    final: bool = True


def answers_before(tools: Tools) -> Answers:
    """What counted in the last edition before this one of which this ledger holds contributions.

    Of a partner that was in departments then, their answers together; only its own, also where it is new in an action:
    a form shows them as such.
    """
    for edition in reversed(tools.programme.earlier(tools.edition)):
        before = tools_of(tools, as_corrected(tools, edition))
        then = state(before)
        # Whether a house agreed was asked then; asking it by the rules of today would take answers away.
        found = counting(before, then, signed_off=False)
        if found:
            by_partner = {partner: answer for partner, (_, answer) in found.items()}
            return Answers(edition.id, by_partner, then.closed is not None)
    return Answers(None, {})


def previous_contributions(tools: Tools) -> dict[str, Contribution]:
    """The answers of the edition before this one, by partner, as `answers_before` gives them."""
    return dict(answers_before(tools).by_partner)


def programme_before(tools: Tools) -> Programme | None:
    """The programme as it was in the edition before this one: as its round was opened, where this ledger knows it.

    Only what is dated in the programme (actions that begin, end or get another title) can be told from it as it stands
    today; who owned an action then stands in what was kept at the opening.
    """
    earlier = tools.programme.earlier(tools.edition)
    if not earlier:
        return None
    then = tools_of(tools, earlier[-1])
    return as_opened(then, state(then)) or then.programme


def as_opened(tools: Tools, now: EditionState) -> Programme | None:
    """The programme as it was when this edition's round was opened; None when it was not kept, or cannot be read."""
    if now.opened is None or not tools.blobs.has(now.opened.programme):
        return None
    try:
        return load(tools, Programme, now.opened.programme)
    except ValidationError:  # kept under a version of this software that knew other fields
        return None
