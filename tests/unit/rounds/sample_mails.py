"""One mail of each purpose, made with the sample programme's own templates."""

from __future__ import annotations

from pathlib import Path

from bna_pipeline.model.round import Purpose
from bna_pipeline.rounds.letters import compose
from bna_pipeline.rounds.specimens import SPECIMENS
from bna_pipeline.rounds.values import MailValues

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates" / "bna"
GOLDEN = Path(__file__).parent / "golden"


def first_of(purpose: Purpose) -> MailValues:
    """The first made-up mail of a purpose: the one with the most in it."""
    return next(values for values in SPECIMENS if values.purpose is purpose)


def golden_files() -> dict[str, str]:
    """By file name: each mail as plain text, its subject on top, and as HTML."""
    files = {}
    for purpose in Purpose:
        mail = compose(TEMPLATES, first_of(purpose))
        files[f"{purpose.value}.txt"] = f"Onderwerp: {mail.subject}\n\n{mail.text}"
        files[f"{purpose.value}.html"] = mail.html
    return files
