"""What an edition takes along from the ones before it: last year's answers, and the programme as it was then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from pydantic import ValidationError

from bna_pipeline.model.base import ActionId, EditionId, PartnerId
from bna_pipeline.model.contribution import ActionReport, Contribution
from bna_pipeline.model.programme import Action, Edition, Programme
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.counting import counting
from bna_pipeline.pipeline.tools import Tools, load, state


def tools_of(tools: Tools, edition: Edition) -> Tools:
    """The same ports for another edition of the programme, with the programme as it was then."""
    whole = tools.whole or tools.programme
    return replace(tools, edition=edition, programme=whole.of(edition))


class Answers(NamedTuple):
    """What stands in the forms as reference: of which edition (None: there is none), and by partner."""

    edition: EditionId | None
    by_partner: Mapping[PartnerId, Contribution]


def answers_before(tools: Tools) -> Answers:
    """What was said of each partner's actions in the last edition of which this ledger holds contributions.

    A partner's own answers come first. Of an action of which it gave none (it was not among its partners then, or kept
    silent) the answer of who did stands there, the owner's before the others': who goes on with an action must know
    where it stood.
    """
    for edition in reversed(tools.programme.earlier(tools.edition)):
        before = tools_of(tools, edition)
        then = {partner: answer for partner, (_, answer) in counting(before, state(before), signed_off=False).items()}
        if then:
            reporters = {a.id: a.reporters for a in before.programme.actions}
            partners = [p.id for p in tools.programme.partners]
            found = {p: _of_partner(p, tools.programme.actions_of(p), then, reporters) for p in partners}
            return Answers(edition.id, {p: answer for p, answer in found.items() if answer is not None})
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


def _of_partner(
    partner: str,
    actions: tuple[Action, ...],
    then: Mapping[str, Contribution],
    reporters: Mapping[ActionId, tuple[str, ...]],
) -> Contribution | None:
    own = then.get(partner)
    told = {r.action for r in own.reports} if own is not None else set()
    added: list[tuple[ActionReport, Contribution]] = []
    for action in actions:
        if action.id not in told:
            others = (then[p] for p in reporters.get(action.id, ()) if p in then)
            added += [(r, c) for c in others if (r := c.report(action.id)) is not None][:1]
    if own is None and not added:
        return None
    base = own if own is not None else added[0][1].model_copy(update={"partner": partner, "reports": ()})
    return base.model_copy(update={"reports": (*base.reports, *(report for report, _ in added))})
