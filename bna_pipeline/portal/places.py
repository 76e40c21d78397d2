"""Where files lie, as the desk says it: from the project on, such as `outbox/<edition>/...`.

Refusals, waits and the ledger name whole paths, for who sits at the machine. Who sits elsewhere can do nothing with
where the project lies on it, and need not know.
"""

from __future__ import annotations

import re

from starlette.requests import Request

from bna_pipeline.portal.desk import Desk


def project_root(request: Request) -> str:
    """The folder of the desk's project."""
    desk: Desk = request.app.state.desk
    return str(desk.app.root)


def from_project(root: str, text: str) -> str:
    """A text in which every path below the project's folder begins there; paths elsewhere stay as they are."""
    if root == "/":
        return text
    # A database that is a file has its scheme before its path (`storage.address`).
    return re.sub(rf"(?:sqlite:///|(?<![\w./-])){re.escape(root)}/", "", text)
