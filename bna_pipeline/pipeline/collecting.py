"""From request to contribution: open, collect, settle, close."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bna_pipeline.contributions.consolidate import conflicts
from bna_pipeline.contributions.findings_page import findings_html, findings_json
from bna_pipeline.contributions.forms import word_form
from bna_pipeline.contributions.judge import Judgement, judge, judge_editorial
from bna_pipeline.contributions.versions import Standing, which_counts
from bna_pipeline.errors import ConflictOpen, Refused
from bna_pipeline.model.base import FileDigest, Sha256
from bna_pipeline.model.consolidation import Conflict, ContributionUsed, Settlement
from bna_pipeline.model.contribution import Contribution, Editorial
from bna_pipeline.model.events import (
    REDACTIE,
    ConflictSettled,
    ContributionChecked,
    ContributionReceived,
    EditionClosed,
    EditionOpened,
    FormIssued,
)
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, keep, load, record, state
from bna_pipeline.ports import Arrival
from bna_pipeline.rounds.closing import missing, require_closable
from bna_pipeline.rounds.opening import forms_for


def open_edition(tools: Tools, actor: Actor) -> Step:
    """Open the round: a Word form for every partner with an action, ready in its outbox folder.

    Raises:
        TransitionRefused: the edition is open already.
        Refused: the edition has no deadline, or lies in the past.
    """
    require(state(tools).phase, Act.OPEN)
    deadline = tools.edition.deadline
    if tools.edition.past or deadline is None:
        raise Refused(
            f"Editie {tools.id} heeft geen inleverdatum of is al verzonden.",
            "Zet bij de editie in programme.yaml een `deadline`, en geen `letter_sent`.",
        )
    forms = forms_for(tools.programme, tools.edition, previous_contributions(tools), word_form)
    issued = []
    for partner, name, data in forms:
        tools.blobs.put(data)
        issued.append(FormIssued(partner=partner, file=FileDigest.of(name, data)))

    def decide(now: EditionState) -> EditionOpened:
        require(now.phase, Act.OPEN)
        return EditionOpened(
            programme=tools.programme_digest, sample=tools.edition.sample, deadline=deadline, forms=tuple(issued)
        )

    record(tools, actor, decide)
    lay_out_forms(tools, state(tools))
    return Step("open", True, (f"Editie {tools.id} is open: {len(issued)} formulieren liggen klaar.",))


def lay_out_forms(tools: Tools, now: EditionState) -> bool:
    """Put the forms of an opened edition in the partners' folders; says whether any was missing there."""
    if now.opened is None:
        return False
    changed = False
    for form in now.opened.forms:
        path = f"{form.partner}/{form.file.name}"
        if tools.outbox.read(tools.id, path) is None:
            changed |= tools.outbox.write(tools.id, path, blob_of(tools, form.file))
    return changed


def previous_contributions(tools: Tools) -> dict[str, Contribution]:
    """What the partners sent for the edition before this one, as far as this ledger knows."""
    earlier = tools.programme.earlier(tools.edition)
    if not earlier:
        return {}
    from_entries = tools.ledger.entries(earlier[-1].id)
    checked = [e.event for e in from_entries if isinstance(e.event, ContributionChecked)]
    found = {}
    for partner in {c.partner for c in checked} - {REDACTIE}:
        counting = which_counts(partner, [c for c in checked if c.partner == partner], ()).counting
        if counting is not None and counting.contribution is not None:
            found[partner] = load(tools, Contribution, counting.contribution)
    return found


def collect(tools: Tools, actor: Actor) -> Step:
    """Read what lies in the inbox: keep every original first, then look inside.

    A file that was judged before under the same programme is left alone. The findings of every file are written to
    its partner's outbox folder; a bad file disturbs no other.

    Raises:
        TransitionRefused: the edition no longer takes contributions.
    """
    require(state(tools).phase, Act.COLLECT)
    said = []
    known = {REDACTIE, *(p.id for p in tools.programme.partners)}
    for arrival in tools.inbox.arrivals(tools.id):
        if arrival.partner not in known:
            said.append(
                f"De map {arrival.partner} hoort bij geen partner; {arrival.name} is niet gelezen. "
                "Zet het bestand in de map van de partner."
            )
            continue
        said.extend(_receive(tools, actor, arrival))
    changed = bool(said)
    return Step("collect", _write_findings(tools) or changed, tuple(said))


def _receive(tools: Tools, actor: Actor, arrival: Arrival) -> list[str]:
    data = tools.inbox.read(tools.id, arrival)
    file = FileDigest(name=arrival.name, size=len(data), sha256=tools.blobs.put(data))

    def received(now: EditionState) -> ContributionReceived | None:
        require(now.phase, Act.COLLECT)
        if any(r.file.sha256 == file.sha256 for r in now.received_from(arrival.partner)):
            return None
        return ContributionReceived(partner=arrival.partner, file=file)

    record(tools, actor, received)
    if _judged(state(tools), arrival.partner, file.sha256, tools.programme_digest):
        return []
    checked = _judge(tools, arrival.partner, file, data)

    def decide(now: EditionState) -> ContributionChecked | None:
        if _judged(now, arrival.partner, file.sha256, tools.programme_digest):
            return None
        return checked

    if record(tools, actor, decide) is None:
        return []
    verdict = "aangenomen" if checked.errors == 0 else f"{checked.errors} fouten"
    warnings = f", {checked.warnings} keer let op" if checked.warnings else ""
    return [f"{arrival.partner}: {arrival.name} is gelezen ({verdict}{warnings})."]


def _judged(now: EditionState, partner: str, original: Sha256, programme: Sha256) -> bool:
    return any(c.original == original and c.programme == programme for c in now.checked_from(partner))


def _judge(tools: Tools, partner: str, file: FileDigest, data: bytes) -> ContributionChecked:
    judgement: Judgement
    if partner == REDACTIE:
        judgement = judge_editorial(tools.programme, tools.edition, file.name, data)
    else:
        judgement = judge(tools.programme, tools.edition, partner, file.name, data)
    report = FindingsReport(partner=partner, file=file.name, original=file.sha256, findings=tuple(judgement.findings))
    value = judgement.contribution or judgement.editorial
    for picture in judgement.pictures.values():
        tools.blobs.put(picture)
    return ContributionChecked(
        partner=partner,
        original=file.sha256,
        programme=tools.programme_digest,
        carrier=judgement.carrier,
        sent_at=judgement.sent_at,
        errors=report.errors,
        warnings=report.warnings,
        findings=keep(tools, report),
        contribution=None if value is None else keep(tools, value),
        pictures=tuple(sorted(judgement.pictures)),
    )


def _write_findings(tools: Tools) -> bool:
    """Findings in each partner's outbox folder: of the file sent last, and of every file below `bevindingen/`."""
    now = state(tools)
    changed = False
    for partner in sorted({c.partner for c in now.checked}):
        in_order = sorted(now.checked_from(partner), key=_moment_of)
        for checked in in_order:
            report = load(tools, FindingsReport, checked.findings)
            changed |= _write_report(tools, report, f"bevindingen/{checked.original[:12]}-{slug(report.file)}")
        changed |= _write_report(tools, load(tools, FindingsReport, in_order[-1].findings), "bevindingen")
    return changed


def _moment_of(checked: ContributionChecked) -> datetime:
    # A file whose moment could not be read comes first: it can never be the one that counts.
    return checked.sent_at or datetime.min.replace(tzinfo=UTC)


def slug(name: str) -> str:
    """A file's name without what a path or a link cannot bear; not unique by itself."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:60] or "bestand"


def _write_report(tools: Tools, report: FindingsReport, path: str) -> bool:
    partner = report.partner
    name = "redactie" if partner == REDACTIE else tools.programme.partner(partner).name
    page = findings_html(report, name, tools.edition.title)
    html = tools.outbox.write(tools.id, f"{partner}/{path}.html", page)
    return tools.outbox.write(tools.id, f"{partner}/{path}.json", findings_json(report)) or html


def standings(now: EditionState) -> dict[str, Standing]:
    """Per partner (and the redactie) which version counts."""
    return {
        partner: which_counts(partner, now.checked_from(partner), now.settlements)
        for partner in sorted({c.partner for c in now.checked})
    }


def counting(tools: Tools, now: EditionState) -> dict[str, tuple[Sha256, Contribution]]:
    """The contributions that count, by partner: the original's digest and what was read from it."""
    found = {}
    for partner, standing in standings(now).items():
        checked = standing.counting
        if partner != REDACTIE and checked is not None and checked.contribution is not None:
            found[partner] = (checked.original, load(tools, Contribution, checked.contribution))
    return found


def counting_editorial(tools: Tools, now: EditionState) -> tuple[Sha256, Editorial] | None:
    """The redactie that counts: the original's digest and what was read from it."""
    standing = standings(now).get(REDACTIE)
    if standing is None or standing.counting is None or standing.counting.contribution is None:
        return None
    return standing.counting.original, load(tools, Editorial, standing.counting.contribution)


def open_conflicts(tools: Tools, now: EditionState) -> tuple[Conflict, ...]:
    """What partners contradict each other on, and versions of one moment, that nobody has settled."""
    versions = [s.conflict for s in standings(now).values() if s.conflict is not None]
    contributions = {partner: c for partner, (_, c) in counting(tools, now).items()}
    return (*versions, *conflicts(tools.programme, contributions, now.settlements))


def settle(tools: Tools, actor: Actor, *, subject: str, chosen: str, reason: str) -> Step:
    """Settle a contradiction: whose word counts, and why.

    Args:
        subject: the action's id (status) or the partner's id (two versions of one moment).
        chosen: the partner whose status counts, or the SHA-256 of the version that counts.
        reason: recorded with the choice.

    Raises:
        ConflictOpen: there is no such contradiction, or the choice is none of its sides.
    """

    def decide(now: EditionState) -> ConflictSettled:
        require(now.phase, Act.SETTLE)
        found = next((c for c in open_conflicts(tools, now) if c.subject == subject), None)
        if found is None:
            raise ConflictOpen(
                f"Over {subject} spreken partners elkaar nu niet tegen.",
                f"Bekijk met `bna status {tools.id}` welke tegenspraak er is.",
            )
        sides = [value for _, value in found.values] if found.field == "version" else [p for p, _ in found.values]
        if chosen not in sides:
            raise ConflictOpen(f"{chosen} is geen partij in deze tegenspraak.", f"Kies uit: {', '.join(sides)}.")
        return ConflictSettled(
            settlement=Settlement(
                field=found.field, subject=found.subject, values=found.values, chosen=chosen, reason=reason
            )
        )

    record(tools, actor, decide)
    return Step("settle", True, (f"De tegenspraak over {subject} is beslecht: {chosen} geldt.",))


def missing_partners(tools: Tools, now: EditionState) -> tuple[str, ...]:
    """Partners that report on an action and have no contribution that counts."""
    return missing(tools.programme, frozenset(counting(tools, now)))


def close(tools: Tools, actor: Actor, *, reason: str = "") -> Step:
    """Close the round; a later version of a contribution is still read, and makes a next draft.

    Args:
        reason: needed when a partner is missing; recorded.

    Raises:
        ContributionsMissing: who, when no reason is given, or the redactie.
        ConflictOpen: a contradiction is open.
    """

    def decide(now: EditionState) -> EditionClosed:
        require(now.phase, Act.CLOSE)
        absent = missing_partners(tools, now)
        editorial = counting_editorial(tools, now)
        require_closable(absent, open_conflicts(tools, now), editorial is not None, reason)
        used = {partner: original for partner, (original, _) in counting(tools, now).items()}
        return EditionClosed(used=_used(used), missing=absent, reason=reason)

    record(tools, actor, decide)
    return Step("close", True, (f"Editie {tools.id} is gesloten.",))


def _used(originals: dict[str, Sha256]) -> tuple[ContributionUsed, ...]:
    return tuple(ContributionUsed(partner=p, original=o) for p, o in sorted(originals.items()))
