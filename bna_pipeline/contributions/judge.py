"""From the bytes that a partner or the redactie sent to everything there is to say about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bna_pipeline.contributions import gate
from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.contribution_checks import check_contribution
from bna_pipeline.contributions.data_raw import raw_from_data
from bna_pipeline.contributions.editorial_checks import check_editorial, sent_moment
from bna_pipeline.contributions.excel_file import read_excel
from bna_pipeline.contributions.excel_raw import raw_from_excel
from bna_pipeline.contributions.kinds import Kind
from bna_pipeline.contributions.raw import RawContribution
from bna_pipeline.contributions.reading import read_moment
from bna_pipeline.contributions.rule_settings import weights_of
from bna_pipeline.contributions.rules import WHOLE_FILE, Findings, Rule, quoted
from bna_pipeline.contributions.structured import read_data
from bna_pipeline.contributions.word_file import read_word
from bna_pipeline.contributions.word_raw import raw_from_word
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.contribution import Carrier, Contribution, Editorial
from bna_pipeline.model.finding import Finding
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.programme import Edition, Programme

_DEFAULTS = IntakeLimits()


@dataclass(frozen=True)
class Judgement:
    """What came of a file.

    Attributes:
        carrier: what it was read as; None when it could not be read.
        sent_at: when it was sent, by its mail or else its own word; None when that is unreadable.
        findings: everything there is to say, in the order of the file.
        contribution: of a partner; only when no finding blocks it.
        editorial: of the redactie; only when no finding blocks it.
        pictures: the cleaned pictures that the contribution refers to.
        department: the partner's department whose form it is; None: of the partner as a whole, or nobody can tell.
    """

    carrier: Carrier | None
    sent_at: datetime | None
    findings: tuple[Finding, ...]
    contribution: Contribution | None = None
    editorial: Editorial | None = None
    pictures: Mapping[Sha256, bytes] = field(default_factory=dict)
    department: str | None = None


def judge(
    programme: Programme,
    edition: Edition,
    partner_id: str,
    name: str,
    data: bytes,
    limits: IntakeLimits = _DEFAULTS,
    *,
    previous: Contribution | None = None,
    sent_at: datetime | None = None,
) -> Judgement:
    """Read and check what a partner sent.

    Args:
        partner_id: in whose folder it arrived.
        name: the file's name; only for the reader, the type follows from the content.
        data: the bytes as they arrived.
        limits: what the file may ask for.
        previous: what the partner said in the edition before, where that is known.
        sent_at: when the mail that carried it was sent (aware); None: the file says so itself.

    Never raises for what stands in the file: whatever is wrong with it is a finding.
    """
    findings = gate.too_large(name, len(data), limits, weights_of(programme))
    if findings.blocking:
        return Judgement(None, None, findings.all())
    carrier, raw = _read(name, data, limits, findings, previous)
    if raw is None:
        return Judgement(carrier, None, findings.all())
    bench = Bench(programme, edition, sent_at or read_moment(raw.sent_at.line), findings, limits, previous)
    contribution = check_contribution(raw, partner_id, bench)
    used = bench.pictures if contribution is not None else {}
    moment = _own_moment(bench.sent_at, findings)
    return Judgement(
        carrier, moment, findings.all(), contribution=contribution, pictures=used, department=raw.department
    )


def judge_editorial(
    programme: Programme,
    edition: Edition,
    name: str,
    data: bytes,
    limits: IntakeLimits = _DEFAULTS,
    sent_at: datetime | None = None,
) -> Judgement:
    """Read and check what the redactie sent: YAML or JSON with the keys of `Editorial`.

    Args:
        sent_at: when it was sent from a page (aware); None: the file says so itself.

    Never raises for what stands in the file: whatever is wrong with it is a finding.
    """
    findings = gate.too_large(name, len(data), limits, weights_of(programme))
    if findings.blocking:
        return Judgement(None, None, findings.all())
    if gate.admit(name, data, (Kind.TEXT,), "Stuur de redactie als YAML of JSON.", limits, findings) is None:
        return Judgement(None, None, findings.all())
    try:
        carrier, mapping = read_data(data, limits, pictures=False)
    except IntakeError as error:
        gate.refuse(error, findings)
        return Judgement(None, None, findings.all())
    moment = sent_at or sent_moment(mapping)
    editorial = check_editorial(mapping, programme, edition, findings)
    if editorial is not None and sent_at is not None:
        editorial = editorial.model_copy(update={"sent_at": sent_at})
    return Judgement(carrier, _own_moment(moment, findings), findings.all(), editorial=editorial)


def unfetched(name: str, size: int, limits: IntakeLimits) -> Judgement | None:
    """The judgement of a file that is over the limit on size, from its size alone; None when it is not."""
    findings = gate.too_large(name, size, limits)
    return Judgement(None, None, findings.all()) if findings.blocking else None


def not_judged(name: str) -> Judgement:
    """The judgement of a file on which the program itself failed."""
    findings = Findings()
    findings.add(
        Rule.DEFECT,
        WHOLE_FILE,
        f"Wij konden {quoted(name)} niet lezen. Dat ligt aan ons programma; de coördinator heeft bericht gekregen.",
        "U hoeft niets te doen: uw bestand is bewaard en wordt opnieuw gelezen als de fout is hersteld. Hebt u haast? "
        "Vul het formulier dan opnieuw in en stuur dat.",
    )
    return Judgement(None, None, findings.all())


def _own_moment(sent_at: datetime | None, findings: Findings) -> datetime | None:
    # A file of another partner or edition is no version of this contribution, so its moment must not be weighed.
    return None if findings.has(Rule.OTHER_PARTNER, Rule.OTHER_EDITION) else sent_at


def _read(
    name: str, data: bytes, limits: IntakeLimits, findings: Findings, previous: Contribution | None
) -> tuple[Carrier | None, RawContribution | None]:
    kind = gate.admit(name, data, (Kind.WORD, Kind.EXCEL, Kind.TEXT), gate.FORM, limits, findings)
    if kind is None:
        return None, None
    try:
        if kind is Kind.TEXT:
            carrier, mapping = read_data(data, limits)
            return carrier, raw_from_data(mapping, limits, findings)
        return _read_form(kind, name, data, limits, findings, previous)
    except IntakeError as error:
        gate.refuse(error, findings)
        return None, None


def _read_form(
    kind: Kind, name: str, data: bytes, limits: IntakeLimits, findings: Findings, previous: Contribution | None
) -> tuple[Carrier, RawContribution | None]:
    if kind is Kind.EXCEL:
        workbook = read_excel(data, limits)
        if workbook.answers:
            return Carrier.EXCEL, raw_from_excel(workbook, findings, previous)
    else:
        document = read_word(data, limits)
        if document.answers:
            return Carrier.WORD, raw_from_word(document, findings)
    findings.add(
        Rule.NO_FORM,
        WHOLE_FILE,
        f"{quoted(name)} is {kind.value}, maar de vragen van het formulier staan er niet in.",
        "Vul het formulier in dat u kreeg, en laat de codes van de vragen staan.",
    )
    return Carrier.EXCEL if kind is Kind.EXCEL else Carrier.WORD, None
