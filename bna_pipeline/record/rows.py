"""Rows of the verification table, made in one way."""

from __future__ import annotations

from bna_pipeline.model.verdicts import Holds, Row


def shown(text: str) -> str:
    """Text from outside as it may be printed: no control characters, no broken Unicode, one line."""
    safe = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in safe) or "(leeg)"


def yes(subject: str, detail: str) -> Row:
    """A row that holds."""
    return Row(subject=shown(subject), holds=Holds.YES, detail=shown(detail))


def no(subject: str, detail: str) -> Row:
    """A row that fails; subject or detail names the file."""
    return Row(subject=shown(subject), holds=Holds.NO, detail=shown(detail))


def unknown(subject: str, detail: str) -> Row:
    """A row that could not be established."""
    return Row(subject=shown(subject), holds=Holds.UNKNOWN, detail=shown(detail))
