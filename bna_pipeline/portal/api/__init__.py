"""The acts of the desk as JSON, by the same rules, for the province's own case system (`docs/api.md`)."""

from __future__ import annotations

from bna_pipeline.portal.api.description import PREFIX, VERSION, description
from bna_pipeline.portal.api.routes import api

__all__ = ["PREFIX", "VERSION", "api", "description"]
