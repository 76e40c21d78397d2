"""What the letter states: authority, core message and consequences (`domain.md`, "The letter")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bna_pipeline.documents.dutch import joined
from bna_pipeline.documents.letter_case import Fault, LetterCase
from bna_pipeline.model.content import LetterPart, LetterPartId, Statement
from bna_pipeline.model.contribution import DevelopmentScope

_CORE, _CONSEQUENCES = LetterPartId.CORE, LetterPartId.CONSEQUENCES
_I = re.IGNORECASE
_EXECUTES = re.compile(r"\buitvoer|\bvoer(?:t|en)?\b[^.]{0,300}\buit\b", _I)
_INFORMS = re.compile(r"\bter informatie\b", _I)
_IMPORTANT = re.compile(r"\b\w*(?:belang|urgent|dringend|noodza|onmisba|betekenis|waardevol)\w*", _I)
_EFFORT = re.compile(r"\binspanningsverplichting|\bverplicht\w*\b[^.]{0,300}\binspanning\b", _I)
_FRAMEWORKS = re.compile(r"\bkaders?\b", _I)
_LEAD = re.compile(r"\b(?:leidend|gelden|geldt|van kracht|bepalend)\b", _I)
_KINDS = {
    "wettelijke": re.compile(r"\b(?:wet\w*|juridisch\w*|recht\w*)\b", _I),
    "financiële": re.compile(r"\b(?:financi\w+|geld|begroting\w*)\b", _I),
    "beleidsmatige": re.compile(r"\bbeleid\w*\b", _I),
}
_SCOPES = {
    DevelopmentScope.INTERNATIONAL: re.compile(r"\binternationa\w+|\bwereld\w*|\bEurop\w+|\bbuitenland\w*", _I),
    DevelopmentScope.NATIONAL: re.compile(r"\bnationa\w+|\blandelijk\w*|\bin het land\b|\bRijk\w*", _I),
    DevelopmentScope.REGIONAL: re.compile(r"\bregio\w*|\bprovincia\w+", _I),
}
_VERB_LIKE = 3
"""A full sentence has at least this many words."""


def authority(case: LetterCase) -> Iterator[Fault]:
    """On what authority GS send it: the executive role, and for information."""
    part_id = LetterPartId.AUTHORITY
    wanted = ((_EXECUTES, "de uitvoerende rol van het college"), (_INFORMS, "'ter informatie'"))
    for pattern, what in wanted:
        if not pattern.search(case.text(part_id)):
            yield Fault(case.name(part_id), f"Hier ontbreekt {what}.", "Vul de zin aan in letter/text.yaml.")


def every_pillar(case: LetterCase) -> Iterator[Fault]:
    """Every pillar is named in the core message."""
    said = case.text(_CORE)
    for pillar in case.content.report.pillars:
        if pillar.name not in said:
            yield Fault(
                case.name(_CORE),
                f"De pijler '{pillar.name}' wordt niet genoemd.",
                "Laat de stelling over de voortgang in letter/text.yaml alle pijlers langsgaan.",
            )


def pillar_by_pillar(case: LetterCase) -> Iterator[Fault]:
    """One statement of the core message goes along the pillars, a sentence each."""
    names = [pillar.name for pillar in case.content.report.pillars]
    if not any(_walks(statement, names) for statement in _statements(case.part(_CORE))):
        yield Fault(
            case.name(_CORE),
            "Geen stelling laat de voortgang pijler voor pijler zien.",
            "Laat één stelling in letter/text.yaml over elke pijler een eigen zin hebben.",
        )


def _walks(statement: Statement, names: list[str]) -> bool:
    return all(any(name in paragraph for paragraph in statement.argument) for name in names)


def importance(case: LetterCase) -> Iterator[Fault]:
    """At least one statement says why the agenda matters."""
    statements = _statements(case.part(_CORE))
    if not any(_IMPORTANT.search(" ".join((s.heading, *s.argument))) for s in statements):
        yield Fault(
            case.name(_CORE),
            "Geen stelling zegt waarom de agenda van belang is.",
            "Schrijf in de redactie bij `core` een stelling over het belang van de agenda.",
        )


def shape(case: LetterCase) -> Iterator[Fault]:
    """Numbered one by one, a full sentence as heading, its argument below it."""
    for part_id in (_CORE, _CONSEQUENCES):
        statements = _statements(case.part(part_id))
        if not statements and case.part(part_id) is not None:
            yield Fault(
                case.name(part_id), "Hier staan geen genummerde stellingen.", "Schrijf ze in de redactie: kop en tekst."
            )
        for wanted, statement in enumerate(statements, start=1):
            for wrong in _misshapen(statement, wanted):
                yield Fault(
                    f"{case.name(part_id)}, stelling {wanted}",
                    wrong,
                    "Schrijf een volzin met een punt als kop, en eronder de onderbouwing.",
                    statement.heading,
                )


def _misshapen(statement: Statement, wanted: int) -> Iterator[str]:
    if statement.number != wanted:
        yield f"Deze stelling draagt nummer {statement.number}."
    if not statement.heading.endswith((".", "!", "?")) or len(statement.heading.split()) < _VERB_LIKE:
        yield f"De kop is geen volzin: '{statement.heading}'."
    if not statement.argument:
        yield f"Onder '{statement.heading}' staat geen onderbouwing."


def effort(case: LetterCase) -> Iterator[Fault]:
    """What the agenda obliges the province to is an effort."""
    if not _EFFORT.search(case.text(_CONSEQUENCES)):
        yield Fault(
            case.name(_CONSEQUENCES),
            "Er staat niet dat de agenda een inspanningsverplichting is.",
            "Schrijf dat in de redactie bij `consequences`.",
        )


def participation(case: LetterCase) -> Iterator[Fault]:
    """In how many actions the province takes part, and how deeply."""
    said, rows = case.text(_CONSEQUENCES).casefold(), case.content.report.overview.rows
    part, total = len(case.participating), len(rows)
    count = f"{part} van de {total} acties"
    if count not in said:
        yield Fault(
            case.name(_CONSEQUENCES),
            f"Er staat niet in hoeveel acties de provincie deelneemt ({count}).",
            "Laat de stelling over deelname in letter/text.yaml de velden van `participation` noemen.",
        )
    silent = [r for r in dict.fromkeys(row.role for row in case.participating) if r.casefold() not in said]
    if silent:
        yield Fault(
            case.name(_CONSEQUENCES),
            f"Er staat niet hoe sterk de provincie deelneemt: {joined(silent)} {_lack(silent)}.",
            "Laat de stelling over deelname in letter/text.yaml de rollen (`roles`) langsgaan.",
        )


def _lack(silent: list[str]) -> str:
    return "ontbreekt" if len(silent) == 1 else "ontbreken"


def frameworks(case: LetterCase) -> Iterator[Fault]:
    """Existing legal, financial and policy frameworks lead."""
    statements = [" ".join((s.heading, *s.argument)) for s in _statements(case.part(_CONSEQUENCES))]
    told = [text for text in statements if _FRAMEWORKS.search(text) and _LEAD.search(text)]
    absent = [kind for kind, pattern in _KINDS.items() if not any(pattern.search(text) for text in told)]
    if absent:
        yield Fault(
            case.name(_CONSEQUENCES),
            f"Er staat niet dat de bestaande {joined(absent)} kaders leidend zijn.",
            "Schrijf dat in de redactie bij `consequences`.",
        )


def answers_developments(case: LetterCase) -> Iterator[Fault]:
    """How the agenda responds to each kind of development that the report tells of."""
    said = case.text(_CONSEQUENCES)
    scopes = dict.fromkeys(development.scope for development in case.content.report.developments)
    absent = [scope.value for scope in scopes if not _SCOPES[scope].search(said)]
    if absent:
        yield Fault(
            case.name(_CONSEQUENCES),
            f"De rapportage beschrijft ontwikkelingen ({joined(absent)}) waarop de brief niet ingaat.",
            "Schrijf in de redactie bij `consequences` hoe de agenda daarop inspeelt.",
        )


def _statements(part: LetterPart | None) -> tuple[Statement, ...]:
    return () if part is None else part.statements
