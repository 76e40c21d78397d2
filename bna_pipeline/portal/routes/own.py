"""The pages of reviewers and contributors: what is their own, and the drafts."""

from __future__ import annotations

from bna_pipeline.portal.routes import absence, contributor, drafts, remarks, returned_word, reviewer

pages = (contributor.pages, reviewer.pages, remarks.pages, returned_word.pages, drafts.pages, absence.pages)
