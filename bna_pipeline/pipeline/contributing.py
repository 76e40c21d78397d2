"""What a partner sees of its own contribution: its forms, its versions with their findings, and what counts.

Read-only: a fold of the ledger and the findings that stand in the blob store.
"""

from __future__ import annotations

from datetime import date

from bna_pipeline.contributions.comparison import Comparison, still_wrong
from bna_pipeline.contributions.findings_page import progress
from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.base import FileDigest, Frozen, Line, Moment, PartnerId, Sha256
from bna_pipeline.model.events import ContributionChecked
from bna_pipeline.model.finding import Finding, FindingsReport, Severity
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.pipeline.counting import missing_seats
from bna_pipeline.pipeline.returning import markable, returned
from bna_pipeline.pipeline.tools import Tools, load, state
from bna_pipeline.pipeline.versions import Versions
from bna_pipeline.rounds.answers import Outcome, VersionFacts
from bna_pipeline.rounds.message import Attachment
from bna_pipeline.rounds.terms import days_left, local_day, with_weekday
from bna_pipeline.rounds.values import HeldBy


class FindingShown(Frozen):
    """A finding, and how it stands beside the version before: "nieuw", "nog steeds", or empty where there is none."""

    finding: Finding
    mark: str = ""


class VersionShown(Frozen):
    """One version that a partner sent.

    Attributes:
        file: as the partner named it, without a personal number that stood in the name.
        department: the name of the part of the partner that it is of; None: of the whole.
        counts: it counts now.
        refused: it has errors, so it does not count.
        overtaken: a later one took its place.
        mended: it has errors, and a good one made up for them.
        held: why a good one does not count (yet).
        late: it came after the round was closed, and nobody admitted it.
        markable: it is a form in which the findings can be put as remarks.
        progress: how many points of the version before are solved, as a Dutch sentence; empty: nothing to say.
    """

    original: Sha256
    file: Line
    sent_at: Moment | None
    department: Line | None
    counts: bool
    refused: bool
    overtaken: bool
    mended: bool
    waived: bool
    held: HeldBy | None
    late: bool
    errors: tuple[FindingShown, ...]
    warnings: tuple[FindingShown, ...]
    markable: bool
    progress: str


class FormShown(Frozen):
    """A form that was made for the partner, or for the department of it with this name."""

    file: FileDigest
    department: Line | None

    @property
    def kind(self) -> str:
        return {".docx": "Word", ".xlsx": "Excel"}.get(self.file.name[self.file.name.rfind(".") :], "bestand")


class ContributionShown(Frozen):
    """What a partner sees of its contribution.

    Attributes:
        deadline: None: the edition is not open; `deadline_words` has the day of the week with it.
        days_left, working_days_left: 0 on the day itself, negative after it.
        closed: the round is closed: what comes now counts only when the coordinator admits it.
        takes: whether anything can still be sent.
        versions: the one sent last first.
        sign_off: the function of who must agree within the partner's own house; None: nobody.
        asked: whether this partner has an action to report on.
        missing: of a partner in departments those of whom nothing counts; empty where it has none.
    """

    partner: PartnerId
    name: Line
    deadline: date | None
    deadline_words: str
    days_left: int
    working_days_left: int
    closed: bool
    takes: bool
    asked: bool
    missing: tuple[Line, ...] = ()
    forms: tuple[FormShown, ...]
    versions: tuple[VersionShown, ...]
    sign_off: Line | None

    @property
    def counting(self) -> tuple[VersionShown, ...]:
        """The versions that count: one, or one for each department."""
        return tuple(v for v in self.versions if v.counts)

    @property
    def to_mend(self) -> VersionShown | None:
        """The version whose errors the partner must mend now, the one sent last; None: there is none."""
        return next((v for v in self.versions if v.refused and not v.waived and not v.mended), None)

    def version(self, original: Sha256) -> VersionShown:
        """
        Raises:
            PageMissing: the partner sent no such file.
        """
        found = next((v for v in self.versions if v.original == original), None)
        if found is None:
            raise PageMissing("Dit bestand is er niet.", "Ga terug naar uw bijdrage.")
        return found


def contribution_of(tools: Tools, partner: PartnerId) -> ContributionShown:
    """What a partner sees of its own contribution.

    Raises:
        PageMissing: the programme has no such partner.
        BlobMissing, BlobDamaged: what was found in a file is not there any more.
    """
    now = state(tools)
    who = next((p for p in tools.programme.partners if p.id == partner), None)
    if who is None:
        raise PageMissing("Deze partner is er niet.", "Ga terug naar het overzicht van de editie.")
    names = {d.id: d.name for d in who.departments}
    deadline = None if now.opened is None else now.opened.deadline
    left = None if deadline is None else days_left(deadline, local_day(tools.clock.now()))
    return ContributionShown(
        partner=partner,
        name=who.name,
        deadline=deadline,
        deadline_words="" if deadline is None else with_weekday(deadline),
        days_left=0 if left is None else left.calendar,
        working_days_left=0 if left is None else left.working,
        closed=now.closed is not None,
        takes=allowed(now.phase, Act.SUBMIT),
        asked=bool(tools.programme.actions_of(partner)),
        missing=tuple(
            names[seat.department]
            for seat in missing_seats(tools, now)
            if seat.partner == partner and seat.department is not None
        ),
        forms=_forms(tools, now, partner),
        versions=_versions(tools, now, partner),
        sign_off=None if who.sign_off is None else who.sign_off.function,
    )


def own_file(tools: Tools, partner: PartnerId, sha256: Sha256) -> FileDigest:
    """A form of the partner, or a file that it sent: only what the ledger knows as its own.

    Raises:
        PageMissing: there is no such file of this partner.
    """
    if all(p.id != partner for p in tools.programme.partners):
        raise PageMissing("Dit bestand is er niet.", "Ga terug naar uw bijdrage.")
    now = state(tools)
    own = (*(f.file for f in _forms(tools, now, partner)), *(r.file for r in now.received_from(partner)))
    found = next((file for file in own if file.sha256 == sha256), None)
    if found is None:
        raise PageMissing("Dit bestand is er niet.", "Ga terug naar uw bijdrage.")
    return found


def _forms(tools: Tools, now: EditionState, partner: PartnerId) -> tuple[FormShown, ...]:
    names = {d.id: d.name for d in tools.programme.partner(partner).departments}
    issued = () if now.opened is None else now.opened.forms
    return tuple(
        FormShown(file=f.file, department=names.get(f.department or "")) for f in issued if f.partner == partner
    )


def _versions(tools: Tools, now: EditionState, partner: PartnerId) -> tuple[VersionShown, ...]:
    """Every file of the partner that was looked at, the one sent last first."""
    versions = Versions.of(tools, now)
    checked = now.checked_from(partner)
    shown = []
    for place, one in enumerate(checked):
        before = next((c for c in reversed(checked[:place]) if c.department == one.department), None)
        shown.append(_shown(versions, one, before))
    arrival = {v.original: n for n, v in enumerate(shown)}
    return tuple(sorted(shown, key=lambda v: (v.sent_at is not None, v.sent_at, arrival[v.original]), reverse=True))


def _shown(versions: Versions, checked: ContributionChecked, before: ContributionChecked | None) -> VersionShown:
    facts: VersionFacts = versions.facts_of(checked)
    report = versions.report(checked)
    earlier = None if before is None else load(versions.tools, FindingsReport, before.findings)
    compared = still_wrong(earlier, report) if earlier is not None and earlier.findings else None
    held, refused = facts.held, facts.outcome is Outcome.ERRORS
    return VersionShown(
        original=checked.original,
        file=versions.named(checked).file,
        sent_at=checked.sent_at,
        department=_department(versions.tools, checked),
        counts=facts.counts,
        refused=refused,
        mended=refused and checked not in versions.now.unanswered_from(checked.partner) and not facts.waived,
        overtaken=not facts.counts and facts.outcome is Outcome.ACCEPTED and held is None,
        waived=facts.waived,
        held=held,
        late=facts.late,
        errors=_findings(report, Severity.ERROR, compared),
        warnings=_findings(report, Severity.WARNING, compared),
        markable=markable(checked.carrier, report.findings),
        progress="" if compared is None else progress(compared),
    )


def _department(tools: Tools, checked: ContributionChecked) -> str | None:
    parts = tools.programme.partner(checked.partner).departments
    return next((d.name for d in parts if d.id == checked.department), None)


def _findings(report: FindingsReport, severity: Severity, compared: Comparison | None) -> tuple[FindingShown, ...]:
    # By identity, as the findings page does: two findings may be equal in every word, one of them new.
    still = set() if compared is None else set(map(id, compared.still))
    return tuple(
        FindingShown(finding=f, mark="" if compared is None else "nog steeds" if id(f) in still else "nieuw")
        for f in report.findings
        if f.severity is severity
    )


def marked_form(tools: Tools, partner: PartnerId, original: Sha256) -> Attachment | None:
    """A form that the partner sent, with a remark at each answer that something was found in.

    Returns:
        None where there is nothing to mark, or no place in the file to mark it.

    Raises:
        PageMissing: the partner sent no such file.
    """
    file = own_file(tools, partner, original)
    checked = next((c for c in state(tools).checked_from(partner) if c.original == original), None)
    if checked is None:
        return None
    findings = load(tools, FindingsReport, checked.findings).findings
    return returned(tools, file, checked.carrier, findings, checked.sent_at)
