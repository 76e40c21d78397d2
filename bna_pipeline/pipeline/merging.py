"""What the departments of a partner sent, as one contribution."""

from __future__ import annotations

from collections.abc import Mapping

from bna_pipeline.model.base import ActionId
from bna_pipeline.model.contribution import ActionReport, Completeness, Contribution
from bna_pipeline.model.programme import Programme


def merged(programme: Programme, partner: str, read: Mapping[str | None, Contribution]) -> Contribution:
    """The reports of all departments together, in the programme's order of actions.

    Where two report on one action, the one that was sent last speaks. It is complete when each department's is and
    none is missing; a contribution for the partner as a whole (department None) is missing none.

    Args:
        read: what was read, by department; at least one.
    """
    if set(read) == {None}:
        return read[None]
    in_order = _in_order(read)
    reports: dict[str, ActionReport] = {}
    for _, contribution in in_order:
        reports.update({report.action: report for report in contribution.reports})
    order = {action.id: place for place, action in enumerate(programme.actions)}
    departments = {department.id for department in programme.partner(partner).departments}
    whole = None in read or departments <= set(read)
    partial = any(c.completeness is Completeness.PARTIAL for c in read.values()) or not whole
    return Contribution(
        edition=in_order[-1][1].edition,
        partner=partner,
        completeness=Completeness.PARTIAL if partial else Completeness.COMPLETE,
        sent_at=in_order[-1][1].sent_at,
        author="; ".join(dict.fromkeys(read[key].author for key in sorted(read, key=lambda d: d or ""))),
        reports=tuple(sorted(reports.values(), key=lambda r: order.get(r.action, len(order)))),
    )


def spoken_of(read: Mapping[str | None, Contribution]) -> dict[ActionId, tuple[str | None, ...]]:
    """By action the departments that report on it; the last of them is the one that speaks."""
    found: dict[ActionId, tuple[str | None, ...]] = {}
    for department, contribution in _in_order(read):
        for report in contribution.reports:
            found[report.action] = (*found.get(report.action, ()), department)
    return dict(sorted(found.items()))


def _in_order(read: Mapping[str | None, Contribution]) -> list[tuple[str | None, Contribution]]:
    return sorted(read.items(), key=lambda item: (item[1].sent_at, item[0] or ""))
