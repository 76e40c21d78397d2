"""Checks on the redactie: its shape, its edition, its statements, its edits, and every character of its texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bna_pipeline.contributions.characters import plain
from bna_pipeline.contributions.data_raw import paragraphs_of
from bna_pipeline.contributions.personal_checks import look_for_personal_data, work_addresses
from bna_pipeline.contributions.raw import RawText
from bna_pipeline.contributions.reading import read_moment
from bna_pipeline.contributions.rules import Findings, Rule, quoted
from bna_pipeline.contributions.shape import take_out_faults
from bna_pipeline.contributions.text_checks import check_line
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.contribution import EditableField, Editorial, StatementText, TextEdit
from bna_pipeline.model.errata import versions_of
from bna_pipeline.model.programme import Edition, Programme

LINE_FIELDS = frozenset({EditableField.EXAMPLE_TITLE, EditableField.EXAMPLE_CAPTION})
"""Fields of a contribution that are one line; every other editable field is running text."""

RUNNING = ("foreword", "summary", "occasion", "correction", "european", "communication", "follow_up")
RUNNING_INSIDE = {
    "pillars": ("text",),
    "developments": ("text", "answer"),
    "opportunities": ("text",),
    "core": ("argument",),
    "consequences": ("argument",),
    "edits": ("text",),
}
_DIGEST_LENGTH = 64


def sent_moment(data: dict[str, Any]) -> datetime | None:
    """When the redactie was sent, by its own word; None when unreadable."""
    said = data.get("sent_at")
    return read_moment(said) if isinstance(said, str) else None


def check_editorial(
    data: dict[str, Any], programme: Programme, edition: Edition, findings: Findings
) -> Editorial | None:
    """Hold the redactie against all rules; the typed value, or None when a finding blocks it."""
    known = work_addresses(programme)
    for place, line in _strings(data, ""):
        check_line(line, place, findings)
        if not place.endswith(".original"):  # a partner's own words, in which it was found already
            look_for_personal_data(place, line, known, findings)
    prepared = _prepared(data)
    sound = take_out_faults(prepared, Editorial, findings)
    if prepared.get("edition") in versions_of(programme, edition):
        prepared["edition"] = edition.id  # of an erratum: also what went out with the letter that it corrects
    elif prepared.get("edition") is not None:
        findings.add(
            Rule.OTHER_EDITION,
            "edition",
            f"Dit is de redactie van {quoted(str(prepared['edition']))}; nu loopt {edition.id}.",
            f"Schrijf edition: {edition.id}.",
        )
    said = prepared.get("sent_at")
    if said is not None and sent_moment(data) is None and not findings.misshapen("sent_at"):
        # pydantic would also take a number of seconds, which nobody reads as a moment.
        findings.add(
            Rule.SENT_AT,
            "sent_at",
            f"{quoted(str(said))} is geen moment met tijdzone.",
            "Schrijf het moment als 2020-05-04T10:00:00+02:00.",
        )
    if not sound:
        return None
    editorial = Editorial.model_validate(prepared)
    if editorial.correction and edition.corrects is None:
        findings.add(
            Rule.STRUCTURE,
            "correction",
            f"Hier staat wat er is verbeterd, maar {edition.id} is geen erratum.",
            "Haal deze tekst weg.",
        )
    _pillars(editorial, programme, findings)
    _statements("core", editorial.core, findings)
    _statements("consequences", editorial.consequences, findings)
    _edits(editorial.edits, programme, findings)
    return None if findings.blocking else editorial


def _strings(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        for line in plain(value).split("\n"):
            yield place or "het hele bestand", line
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _strings(child, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _strings(child, f"{place}[{index}]")


def _prepared(data: dict[str, Any]) -> dict[str, Any]:
    """The same data with running text as lists of paragraphs, and originals of edits as digests."""
    prepared = dict(data)
    for key in RUNNING:
        if key in prepared:
            prepared[key] = _paragraphs(prepared[key])
    for key, inside in RUNNING_INSIDE.items():
        items = prepared.get(key)
        if isinstance(items, list):
            prepared[key] = [_with_paragraphs(item, inside) for item in items]
    if isinstance(prepared.get("edits"), list):
        prepared["edits"] = [_with_digest(item) for item in prepared["edits"]]
    return prepared


def _with_paragraphs(item: Any, keys: tuple[str, ...]) -> Any:
    if not isinstance(item, dict):
        return item
    return {key: _paragraphs(value) if key in keys else value for key, value in item.items()}


def _paragraphs(value: Any) -> Any:
    if isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value)):
        return list(RawText.of("", *paragraphs_of(value)).paragraphs)
    return value


def _with_digest(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    original = item.get("original")
    if isinstance(original, str) and _is_digest(original):
        return item
    paragraphs = _paragraphs(original)
    if not isinstance(paragraphs, list) or not all(isinstance(paragraph, str) for paragraph in paragraphs):
        return item
    # Half a character has no bytes to hash. It was found among the strings already, which keeps the redactie out.
    whole = [paragraph.encode("utf-8", "replace").decode() for paragraph in paragraphs]
    return {**item, "original": original_digest(whole)}


def _is_digest(text: str) -> bool:
    return len(text) == _DIGEST_LENGTH and set(text) <= set("0123456789abcdef")


def original_digest(paragraphs: list[str] | tuple[str, ...]) -> str:
    """What ties an edit to its original: `digest_of` the list of the original's paragraphs."""
    return digest_of(list(paragraphs))


def _pillars(editorial: Editorial, programme: Programme, findings: Findings) -> None:
    counted = Counter(text.pillar for text in editorial.pillars)
    known = {p.id for p in programme.pillars}
    for index, text in enumerate(editorial.pillars):
        if text.pillar not in known or counted[text.pillar] > 1:
            what = "bestaat niet" if text.pillar not in known else "staat er meer dan eens"
            findings.add(
                Rule.PILLAR_TEXT,
                f"pillars[{index}].pillar",
                f"De pijler {quoted(text.pillar)} {what}.",
                f"Gebruik elk van deze eenmaal: {', '.join(p.id for p in programme.pillars)}.",
            )
    for pillar in programme.pillars:
        if not counted[pillar.id]:
            findings.add(
                Rule.PILLAR_TEXT, "pillars", f"De tekst bij pijler {pillar.name} ontbreekt.", f"Voeg {pillar.id} toe."
            )


def _statements(key: str, statements: tuple[StatementText, ...], findings: Findings) -> None:
    counted = Counter(s.id for s in statements)
    for index, statement in enumerate(statements):
        if counted[statement.id] > 1:
            findings.add(
                Rule.STATEMENT_TWICE,
                f"{key}[{index}].id",
                f"De naam {quoted(statement.id)} staat er meer dan eens.",
                "Geef elke uitspraak een eigen naam.",
            )
        if not statement.heading.endswith(".") or len(statement.heading.split()) < 3:
            findings.add(
                Rule.STATEMENT_HEADING,
                f"{key}[{index}].heading",
                f"{quoted(statement.heading)} is geen volle zin.",
                "Schrijf een hele zin met een punt erachter.",
            )


def _edits(edits: tuple[TextEdit, ...], programme: Programme, findings: Findings) -> None:
    counted = Counter((e.partner, e.action, e.field) for e in edits)
    actions = {a.id: a for a in programme.actions}
    for index, edit in enumerate(edits):
        place = f"edits[{index}]"
        action = actions.get(edit.action)
        if action is None or edit.partner not in action.reporters:
            findings.add(
                Rule.EDIT_UNKNOWN,
                place,
                f"{quoted(edit.partner)} meldt niets over actie {quoted(edit.action)}.",
                f"Over {edit.action} melden: {', '.join(action.reporters)}." if action else "Verbeter de actiecode.",
            )
        if counted[(edit.partner, edit.action, edit.field)] > 1:
            findings.add(
                Rule.EDIT_TWICE,
                place,
                f"Over {edit.field.value} van {edit.partner} bij {edit.action} gaan meer bewerkingen.",
                "Laat er één staan.",
            )
        if edit.field in LINE_FIELDS and len(edit.text) > 1:
            findings.add(
                Rule.EDIT_LINE, f"{place}.text", f"Hier staan {len(edit.text)} alinea's.", "Maak er één alinea van."
            )
