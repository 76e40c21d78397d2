"""The pages of the coordinator, the redactie, the secretary, the mandate's holder, the signers and the auditor."""

from __future__ import annotations

from bna_pipeline.portal.routes import (
    adoption,
    answers,
    checks,
    collecting,
    disputes,
    editorial,
    ledger,
    mails,
    overview,
    partner_texts,
    releasing,
    signing,
    terms,
)

pages = (
    overview.pages,
    collecting.pages,
    disputes.pages,
    mails.pages,
    editorial.pages,
    partner_texts.pages,
    checks.pages,
    answers.pages,
    terms.pages,
    adoption.pages,
    signing.pages,
    releasing.pages,
    ledger.pages,
)
