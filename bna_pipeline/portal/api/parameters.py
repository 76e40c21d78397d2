"""What stands behind the question mark of an address: a name that an operation does not know is refused.

Who misspells `after` would else read the ledger's first page again and again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from bna_pipeline.errors import WrongUse


def only_known(request: Request) -> None:
    """Refuse a query parameter that the description of the operation does not name.

    Raises:
        WrongUse: names it, and those that there are.
    """
    if not request.query_params:
        return
    known = _known(request.app.state.description, request.scope["route"].name)
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        there = f"Er zijn: {', '.join(sorted(known))}." if known else "Er is er geen."
        raise WrongUse(f"Deze aanvraag kent geen parameter {unknown[0][:60]!r}.", there)


def _known(description: Mapping[str, Any], operation: str) -> frozenset[str]:
    described = (
        one
        for path in description["paths"].values()
        for one in path.values()
        if isinstance(one, dict) and one.get("operationId") == operation
    )
    return frozenset(p["name"] for one in described for p in one.get("parameters", ()) if p["in"] == "query")
