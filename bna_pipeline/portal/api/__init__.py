"""The acts of the desk as JSON, by the same rules, for the province's own case system (`docs/api.md`)."""

from __future__ import annotations

from bna_pipeline.portal.api.answers import PROBLEMS, VERSION
from bna_pipeline.portal.api.description import PREFIX, description
from bna_pipeline.portal.api.routes import api
from bna_pipeline.portal.api.versioned import Versioned

__all__ = ["PREFIX", "PROBLEMS", "VERSION", "Versioned", "api", "description"]
