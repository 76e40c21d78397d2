"""What partners find in their folder: the findings of every file they sent, and on top what they must read now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bna_pipeline.contributions.findings_page import findings_html, findings_json
from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.errors import StorageError
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.events import REDACTIE, ContributionChecked, ContributionLeft
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.receiving import left_in_inbox, senders
from bna_pipeline.pipeline.tools import Tools, load, state


def write_findings(tools: Tools) -> bool:
    """Findings in each partner's outbox folder: of every file below `bevindingen/`, and on top what he must read now.

    That is a file that still lies in the inbox and was not kept for its size, else the last file with errors that no
    good one has made up for, else the file sent last.

    Raises:
        StorageError: a partner's folder cannot be written; those of the others are.
    """
    now, lying = state(tools), left_in_inbox(tools, state(tools))
    changed, faults = False, list[StorageError]()
    told = {checked.partner for checked in now.checked} | {left.partner for left in now.left}
    for partner in sorted(told & senders(tools)):
        try:
            for page in _pages(now, partner, [left for left in lying if left.partner == partner]):
                changed |= _write_report(tools, page)
        except StorageError as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return changed


class _Page(NamedTuple):
    """Where a page with findings stands, and the digests of its findings and of those of the version before."""

    path: str
    findings: Sha256
    before: Sha256 | None = None


def _pages(now: EditionState, partner: str, lying: Sequence[ContributionLeft]) -> Iterator[_Page]:
    """What stands in a partner's folder."""
    in_order = sorted(now.checked_from(partner), key=_moment_of)
    names = {r.file.sha256: r.file.name for r in now.received_from(partner)}
    before = {
        checked.original: next((o.findings for o in reversed(in_order[:i]) if o.department == checked.department), None)
        for i, checked in enumerate(in_order)
    }
    for checked in in_order:
        path = f"bevindingen/{checked.original[:12]}-{slug(names[checked.original])}"
        yield _Page(path, checked.findings, before[checked.original])
    for left in now.left:
        if left.partner == partner:
            yield _Page(f"bevindingen/niet-opgehaald-{left.size}-{slug(left.name)}", left.findings)
    on_top = [
        _Page("bevindingen", c.findings, before[c.original])
        for c in (*in_order[-1:], *now.unanswered_from(partner)[-1:])
    ]
    on_top += [_Page("bevindingen", left.findings) for left in lying[-1:]]
    yield from on_top[-1:]


def _moment_of(checked: ContributionChecked) -> datetime:
    # A file whose moment could not be read comes first: it can never be the one that counts.
    return checked.sent_at or datetime.min.replace(tzinfo=UTC)


def slug(name: str) -> str:
    """A file's name without what a path or a link cannot bear, or a personal number; not unique by itself."""
    return re.sub(r"[^A-Za-z0-9]+", "-", masked_name(name)).strip("-").lower()[:60] or "bestand"


def _write_report(tools: Tools, shown: _Page) -> bool:
    report = load(tools, FindingsReport, shown.findings)
    before = None if shown.before is None else load(tools, FindingsReport, shown.before)
    partner = report.partner
    name = "redactie" if partner == REDACTIE else tools.programme.partner(partner).name
    page = findings_html(report, name, tools.edition.title, before)
    html = tools.outbox.write(tools.id, f"{partner}/{shown.path}.html", page)
    return tools.outbox.write(tools.id, f"{partner}/{shown.path}.json", findings_json(report)) or html
