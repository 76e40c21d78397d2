"""The pages of reviewers and contributors: what is their own, and the drafts."""

from __future__ import annotations

from bna_pipeline.portal.routes import absence, contributor, deciding, drafts, remarks, returned_word, reviewer

pages = tuple(part.pages for part in (contributor, reviewer, deciding, remarks, returned_word, drafts, absence))
