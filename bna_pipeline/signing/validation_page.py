"""The validation report as one HTML page in Dutch: no script, nothing from elsewhere, readable in print and aloud."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.validation import ChainLink, Indication, RevisionFound, RevisionKind, TimestampFound
from bna_pipeline.model.validation_words import INDICATIONS, LEVELS, REVISIONS, SHORT, judgement_in_words
from bna_pipeline.model.verdicts import SignatureFound, ValidationReport
from bna_pipeline.signing.validation_html import Row, code, day_of, facts, items, moment_of, number_of, section, table
from bna_pipeline.signing.validation_report import indication_of
from bna_pipeline.signing.validation_style import STYLE

_SIGNS = {Indication.PASSED: "✓", Indication.INDETERMINATE: "?", Indication.FAILED: "✕"}
_CLASSES = {Indication.PASSED: "ja", Indication.INDETERMINATE: "open", Indication.FAILED: "nee"}


def validation_page(report: ValidationReport) -> bytes:
    """The page as UTF-8; the same for the same report."""
    body = "\n".join(
        [
            _head_of(report),
            _summary(report),
            *(_signature(report, signature) for signature in report.found.signatures),
            *(_archive(report, stamp) for stamp in report.found.timestamps),
            _history(report),
            _left_open(report),
            _glossary(),
        ]
    )
    title = escape(f"Validatierapport {report.file.name}")
    return (
        f'<!DOCTYPE html>\n<html lang="nl">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def _head_of(report: ValidationReport) -> str:
    test = (
        '<p class="test"><strong>TEST. Met een TESTSLEUTEL ondertekend.</strong> Deze handtekeningen hebben geen '
        "enkele betekenis: iedereen kan zo'n sleutel maken.</p>\n"
        if report.test_keys
        else ""
    )
    kind = _CLASSES[report.indication]
    meant = INDICATIONS[report.indication]
    if not report.found.byte_rule_holds:
        meant = "Ongeldig. Het bestand is meer of iets anders dan de vastgestelde brief met handtekeningen."
    elif report.found.unsigned:
        meant = "Nog niet volledig ondertekend: niet alle velden voor een handtekening zijn gevuld."
    return (
        f"<h1>Validatierapport handtekeningen</h1>\n{test}"
        f'<div class="oordeel {kind}"><p class="woord"><span aria-hidden="true">{_SIGNS[report.indication]}</span> '
        f"{report.indication.value}</p><p>{escape(meant)}</p></div>\n"
        + facts(
            [
                ("Bestand", escape(report.file.name)),
                ("Lengte", f"{number_of(report.file.size)} bytes"),
                ("SHA-256", code(report.file.sha256)),
                ("Brief zonder handtekeningen", f"de eerste {number_of(report.adopted.size)} bytes"),
                ("SHA-256 daarvan", f"{code(report.adopted.sha256)}<br>{_source(report)}"),
                ("Beoordeeld op", f"{moment_of(report.moment)} (tijden in dit rapport: Nederlandse tijd)"),
                ("Vertrouwde uitgevers", _trust(report)),
            ]
        )
    )


def _source(report: ValidationReport) -> str:
    if report.adopted_known:
        return "de brief zoals Gedeputeerde Staten die hebben vastgesteld"
    return "zoals het bestand zelf laat zien; of dit de vastgestelde brief is, is daarmee niet gezegd"


def _trust(report: ValidationReport) -> str:
    if not report.trust:
        return "geen opgegeven"
    return "<br>".join(f"certificaat met SHA-256 {code(digest)}" for digest in report.trust)


def _summary(report: ValidationReport) -> str:
    found = report.found
    rows = []
    for signature in found.signatures:
        level = None if signature.judgement is None else signature.judgement.level
        rows.append(
            [
                f'<th scope="row">Handtekening {escape(signature.field)}</th>',
                f"<td>{_verdict(indication_of(signature))}</td>",
                f"<td>{_level(level)}</td>",
                f"<td>{moment_of(signature.at)}<br>{'tijdstempel' if signature.timestamped else 'eigen opgave'}</td>",
            ]
        )
    rows += [
        [f'<th scope="row">{escape(name)}</th>', "<td>nog niet gezet</td>", "<td></td>", "<td></td>"]
        for name in found.unsigned
    ]
    rows += [_stamp_row(stamp) for stamp in found.timestamps]
    rule = "gevolgd" if found.byte_rule_holds else '<span class="nee">✕ geschonden</span>'
    rows.append(['<th scope="row">Byteregel</th>', f'<td colspan="3">{rule}: {escape(_rule_in_words(report))}</td>'])
    return section("In het kort", table(("Wat", "Oordeel", "Niveau", "Wanneer"), rows, "Oordeel per onderdeel"))


def _stamp_row(stamp: TimestampFound) -> list[str]:
    verdict = "klopt" if stamp.holds else '<span class="nee">✕ klopt niet</span>'
    head = '<th scope="row">Archieftijdstempel</th>'
    return [head, f"<td>{verdict}</td>", "<td></td>", f"<td>{moment_of(stamp.at)}</td>"]


def _rule_in_words(report: ValidationReport) -> str:
    found = report.found
    if found.byte_rule_holds:
        return "na de brief zonder handtekeningen staan alleen handtekeningen, tijdstempels en hun controlegegevens."
    return " ".join(found.changes) or "het bestand begint niet met de vastgestelde brief."


def _signature(report: ValidationReport, signature: SignatureFound) -> str:
    judgement = signature.judgement
    stamp = signature.timestamp
    whole = signature.covers == report.file.size
    rows: list[Row] = [
        ("Wie", _who(signature)),
        ("Oordeel", escape(_said(signature))),
        ("Beoordeeld naar de stand van", moment_of(None if judgement is None else judgement.at)),
        ("Niveau", _level_in_words(signature)),
        ("Tijd volgens wie tekende", moment_of(signature.claimed_at)),
        ("Tijd volgens een tijdstempeldienst", "geen tijdstempel" if stamp is None else _stamp_in_words(stamp)),
        ("Algoritme", escape(f"{signature.algorithm or 'onbekend'}; sleutel {signature.key or 'onbekend'}")),
        ("Wat is ondertekend", escape(_coverage(signature, whole=whole))),
        ("Sindsdien", escape(_since(report.found.revisions, signature.revision))),
    ]
    chains = _chain("Certificaten van wie tekende", signature.chain)
    if stamp is not None:
        chains += _chain("Certificaten van de tijdstempeldienst", stamp.chain)
    return section(f"Handtekening {signature.field}", facts(rows) + chains)


def _who(signature: SignatureFound) -> str:
    said = f"{escape(signature.printed)}<br>" if signature.printed else ""
    test = "<strong>TESTSLEUTEL</strong><br>" if signature.throwaway else ""
    return f"{said}{test}veld {escape(signature.field)}; certificaat op naam van {escape(signature.subject)}"


def _said(signature: SignatureFound) -> str:
    if signature.judgement is not None:
        return judgement_in_words(signature.judgement)
    return f"{indication_of(signature).value}: {SHORT[indication_of(signature)]}."


def _level_in_words(signature: SignatureFound) -> str:
    level = None if signature.judgement is None else signature.judgement.level
    return escape(_level(level)) + (f". {escape(LEVELS[level])}" if level is not None else "")


def _stamp_in_words(stamp: TimestampFound) -> str:
    holds = "klopt" if stamp.holds else "KLOPT NIET"
    trusted = {True: ", vertrouwd", False: ", NIET vertrouwd", None: ""}[stamp.trusted]
    how = f" ({escape(stamp.algorithm)})" if stamp.algorithm else ""
    return f"{moment_of(stamp.at)}, {escape(stamp.authority)}{how}: {holds}{trusted}"


def _coverage(signature: SignatureFound, *, whole: bool) -> str:
    if len(signature.byte_range) != 4:
        return "niet te lezen"
    start, first, then, second = signature.byte_range
    said = (
        f"bytes {number_of(start + 1)} tot en met {number_of(start + first)} en {number_of(then + 1)} tot en met "
        f"{number_of(then + second)}; daartussen staat alleen de handtekening zelf. "
    )
    if whole:
        return f"{said}Dat is het hele bestand."
    return f"{said}Dat is het bestand zoals het toen was; daarna kwamen er bytes bij (zie 'Sindsdien')."


def _since(revisions: Sequence[RevisionFound], revision: int | None) -> str:
    if revision is None:
        return "niet vast te stellen: het bestand bouwt niet op de brief voort zoals het hoort"
    later = [each for each in revisions if each.number > revision]
    if not later:
        return "niets: dit is de laatste wijziging"
    return "; ".join(f"wijziging {each.number}: {_revision(each)}" for each in later)


def _revision(revision: RevisionFound) -> str:
    named = f" ({', '.join(revision.fields)})" if revision.kind is RevisionKind.SIGNATURE else ""
    return f"{REVISIONS[revision.kind]}{named}"


def _archive(report: ValidationReport, stamp: TimestampFound) -> str:
    covers = (
        "het hele bestand"
        if stamp.covers == report.file.size
        else f"de eerste {number_of(stamp.covers)} bytes van het bestand"
    )
    end = min((link.valid_until for link in stamp.chain), default=None)
    rows = [
        ("Wanneer en door wie", _stamp_in_words(stamp)),
        ("Staat voor", covers),
        ("Houdt stand tot", f"{moment_of(end)}. Zet vóór die dag een nieuw archieftijdstempel."),
        ("Sindsdien", escape(_since(report.found.revisions, stamp.revision))),
    ]
    return section("Archieftijdstempel", facts(rows) + _chain("Certificaten van de tijdstempeldienst", stamp.chain))


def _chain(caption: str, chain: Sequence[ChainLink]) -> str:
    rows = [
        [
            f'<th scope="row">{escape(link.subject)}</th>',
            f"<td>{day_of(link.valid_from)} tot en met {day_of(link.valid_until)}</td>",
            f"<td>{_revocation(link)}</td>",
            f"<td>{code(link.sha256)}</td>",
        ]
        for link in chain
    ]
    return table(("Certificaat van", "Geldig", "Ingetrokken?", "SHA-256"), rows, caption)


def _revocation(link: ChainLink) -> str:
    if link.anchor:
        return "eind van de keten: dit certificaat vertrouwt u of niet"
    if not link.revocation:
        return "niet vast te stellen: het bestand zegt er niets over"
    last = link.revocation[-1]
    made = f"{last.kind} in het bestand, gemaakt op {moment_of(last.made_at)}"
    revoked = [each.revoked_at for each in link.revocation if each.revoked_at is not None]
    if revoked:
        return f"<strong>ja, sinds {moment_of(min(revoked))}</strong> ({made})"
    return f"nee ({made})" if last.known else f"onbekend bij de uitgever ({made})"


def _history(report: ValidationReport) -> str:
    rows = [
        [
            f'<th scope="row">{each.number}</th>',
            f"<td>{escape(_revision(each))}</td>",
            f"<td>{number_of(each.ends_at)} bytes</td>",
            f"<td>{escape(' '.join(each.wrong)) or 'hoort erbij'}</td>",
        ]
        for each in report.found.revisions
    ]
    text = (
        "<p>Een PDF wordt ondertekend door er iets achter te schrijven; wat er stond, blijft staan. Dit is wat er "
        "achter de brief zonder handtekeningen kwam, in die volgorde.</p>\n"
    )
    if not rows:
        return section("Wat er achter de brief kwam", text + "<p>Niets, of niets wat te lezen is.</p>\n")
    heads = ("Wijziging", "Wat", "Bestand daarna", "Oordeel")
    return section("Wat er achter de brief kwam", text + table(heads, rows, "Wijzigingen in volgorde"))


def _left_open(report: ValidationReport) -> str:
    if not report.open:
        return section(
            "Wat niet is vast te stellen", "<p>Niets: alles wat dit rapport onderzoekt, is vastgesteld.</p>\n"
        )
    return section("Wat niet is vast te stellen", items(escape(each) for each in report.open))


def _glossary() -> str:
    verdicts = [(each.value, escape(text)) for each, text in INDICATIONS.items()]
    levels = [(f"Niveau {level.value}", escape(text)) for level, text in LEVELS.items()]
    rule = (
        "Byteregel",
        "De ondertekende brief begint met precies de bytes van de brief die is vastgesteld, en daarachter staan alleen "
        "handtekeningen, tijdstempels en wat nodig is om die na te gaan.",
    )
    source = (
        "<p>De oordelen zijn die van ETSI TS 119 102-1, de niveaus die van ETSI EN 319 142-1 (PAdES). Er is niets over "
        "het netwerk gevraagd: alles komt uit het bestand.</p>\n"
    )
    return section("Wat de woorden betekenen", facts([*verdicts, *levels, rule]) + source)


def _verdict(indication: Indication) -> str:
    sign, kind = _SIGNS[indication], _CLASSES[indication]
    return (
        f'<span class="{kind}"><span aria-hidden="true">{sign}</span> {indication.value}</span> ({SHORT[indication]})'
    )


def _level(level: SignatureLevel | None) -> str:
    return "geen PAdES-niveau" if level is None else level.value
