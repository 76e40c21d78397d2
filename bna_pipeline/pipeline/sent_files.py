"""What came in of one partner, file by file, as the coordinator looks it over."""

from __future__ import annotations

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.model.base import FileDigest, Frozen, Line, Moment, Sha256
from bna_pipeline.model.events import ContributionChecked
from bna_pipeline.model.finding import Finding, FindingsReport
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.awaiting import awaiting_sign_off
from bna_pipeline.pipeline.counting import counting_versions
from bna_pipeline.pipeline.tools import Tools, load, state


class PartnerFile(Frozen):
    """One file of a partner.

    Attributes:
        number: in order of arrival, from 1.
        name: as it may be shown.
        sent_at: when it was sent; None: nobody knows, or it was not read yet.
        errors, warnings: how many findings of each; None: it was not read yet.
        counts: it is the version that counts.
        late: it came after the round was closed, and nobody let it count.
        waived, waived_because: nobody needs to mend it any more.
        awaits_sign_off: the partner's own house must still agree.
        agreed_by: who of the house agreed.
    """

    number: int
    file: FileDigest
    name: Line
    sent_at: Moment | None
    department: Line | None
    errors: int | None
    warnings: int | None
    findings: tuple[Finding, ...]
    counts: bool
    late: bool
    waived: bool
    waived_because: Line | None
    awaits_sign_off: bool
    agreed_by: tuple[Line, ...]

    @property
    def sha256(self) -> Sha256:
        return self.file.sha256


def partner_files(tools: Tools, partner: str) -> tuple[PartnerFile, ...]:
    """Every file of a partner (or of the redactie), in order of arrival."""
    now = state(tools)
    counting = {c.original for seat, c in counting_versions(tools, now).items() if seat.partner == partner}
    awaiting = awaiting_sign_off(tools, now, partner)
    checked = {c.original: c for c in now.checked_from(partner)}
    files = tuple({r.file.sha256: r.file for r in now.received_from(partner)}.values())
    return tuple(
        _file(tools, now, partner, number, file, checked.get(file.sha256), counting, awaiting)
        for number, file in enumerate(files, 1)
    )


def _file(
    tools: Tools,
    now: EditionState,
    partner: str,
    number: int,
    file: FileDigest,
    checked: ContributionChecked | None,
    counting: set[Sha256],
    awaiting: tuple[Sha256, ...],
) -> PartnerFile:
    waived = next((w for w in now.waived if (w.partner, w.original) == (partner, file.sha256)), None)
    found = () if checked is None else load(tools, FindingsReport, checked.findings).findings
    return PartnerFile(
        number=number,
        file=file,
        name=masked_name(file.name),
        sent_at=None if checked is None else checked.sent_at,
        department=None if checked is None else checked.department,
        errors=None if checked is None else checked.errors,
        warnings=None if checked is None else checked.warnings,
        findings=found,
        counts=file.sha256 in counting,
        late=(partner, file.sha256) in now.late,
        waived=waived is not None,
        waived_because=None if waived is None else waived.reason,
        awaits_sign_off=file.sha256 in awaiting,
        agreed_by=tuple(s.by for s in now.agreements_with(partner, file.sha256)),
    )
