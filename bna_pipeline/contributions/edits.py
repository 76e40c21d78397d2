"""The redactie's edits of partners' texts: which hold, and which lapse because the original changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bna_pipeline.contributions.editorial_checks import original_digest
from bna_pipeline.model.base import Paragraphs
from bna_pipeline.model.contribution import ActionReport, Contribution, EditableField, Example, TextEdit

IN_DUTCH = {
    EditableField.ACHIEVED: "wat is bereikt",
    EditableField.NEXT_STEPS: "wat hierna komt",
    EditableField.REASON: "de reden",
    EditableField.MEASURE: "de maatregel",
    EditableField.EXAMPLE_TITLE: "de titel van het voorbeeld",
    EditableField.EXAMPLE_TEXT: "de tekst van het voorbeeld",
    EditableField.EXAMPLE_CAPTION: "het bijschrift van het voorbeeld",
}
"""What each text that may be put in other words is called, within a sentence."""


class Edits:
    """The edits by partner, action and field."""

    def __init__(self, edits: Iterable[TextEdit]) -> None:
        self._by_key = {(e.partner, e.action, e.field): e for e in edits}

    def of(self, partner: str, action: str, field: EditableField, original: Paragraphs) -> tuple[Paragraphs, bool]:
        """The text to use, and whether the redactie worded it; an edit for another original is passed over."""
        edit = self._by_key.get((partner, action, field))
        if edit is None or not original or edit.original != original_digest(original):
            return original, False
        return edit.text, True

    def lapsed(self, contributions: Mapping[str, Contribution]) -> tuple[str, ...]:
        """What can be said of every edit that no longer holds, in Dutch, sorted."""
        said = []
        for edit in self._by_key.values():
            contribution = contributions.get(edit.partner)
            report = contribution.report(edit.action) if contribution else None
            original = original_of(report, edit.field) if report else ()
            if original and edit.original == original_digest(original):
                continue
            why = "de tekst van de partner is veranderd" if original else "de partner heeft hier geen tekst"
            said.append(
                f"De bewerking van {IN_DUTCH[edit.field]} bij {edit.action} ({edit.partner}) is vervallen: {why}."
            )
        return tuple(sorted(said))


def applied(edits: Iterable[TextEdit], contribution: Contribution) -> tuple[tuple[TextEdit, str, Paragraphs], ...]:
    """The edits of one partner's texts that hold: each with what the text is called in Dutch, and the partner's own."""
    found = []
    for edit in edits:
        report = contribution.report(edit.action) if edit.partner == contribution.partner else None
        original = original_of(report, edit.field) if report else ()
        if original and edit.original == original_digest(original):
            found.append((edit, IN_DUTCH[edit.field], original))
    return tuple(found)


def original_of(report: ActionReport, field: EditableField) -> Paragraphs:
    """A partner's own text in a field, as paragraphs; a field of one line is one paragraph, an absent one none."""
    example: Example | None = report.example
    match field:
        case EditableField.ACHIEVED:
            return report.achieved
        case EditableField.NEXT_STEPS:
            return report.next_steps
        case EditableField.REASON:
            return report.reason
        case EditableField.MEASURE:
            return report.measure
        case EditableField.EXAMPLE_TITLE:
            return (example.title,) if example else ()
        case EditableField.EXAMPLE_TEXT:
            return example.text if example else ()
        case EditableField.EXAMPLE_CAPTION:
            return (example.caption,) if example and example.caption else ()
