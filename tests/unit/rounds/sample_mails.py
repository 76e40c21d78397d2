"""One mail of each purpose, made with the sample programme's own templates."""

from __future__ import annotations

from pathlib import Path

from bna_pipeline.model.round import Purpose
from bna_pipeline.rounds.letters import compose
from bna_pipeline.rounds.specimens import SPECIMENS
from bna_pipeline.rounds.values import HeldBy, MailValues, ReceiptValues

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates" / "bna"
GOLDEN = Path(__file__).parent / "golden"


def first_of(purpose: Purpose) -> MailValues:
    """The first made-up mail of a purpose: the one with the most in it."""
    return next(values for values in SPECIMENS if values.purpose is purpose)


def receipt_of(held: HeldBy) -> MailValues:
    """The made-up receipt of a version that is held by this."""
    return next(values for values in SPECIMENS if isinstance(values, ReceiptValues) and values.held is held)


def golden_files() -> dict[str, str]:
    """By file name: each mail as plain text, its subject on top, and as HTML; of receipts also those about a no."""
    files = {}
    shown: dict[str, MailValues] = {purpose.value: first_of(purpose) for purpose in Purpose}
    for held in (HeldBy.REFUSED, HeldBy.UNCLEAR):
        shown[f"{Purpose.RECEIPT.value}-{held.value.replace(' ', '-')}"] = receipt_of(held)
    for name, values in shown.items():
        mail = compose(TEMPLATES, values)
        files[f"{name}.txt"] = f"Onderwerp: {mail.subject}\n\n{mail.text}"
        files[f"{name}.html"] = mail.html
    return files
