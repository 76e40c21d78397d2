"""What is written of the desk from the desk itself: `docs/desk-access.md` and `docs/openapi.json`.

`python -m tests.unit.portal.papers` writes both (`make schema`); tests hold them against the code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI
from fastapi.routing import RouteContext

from bna_pipeline import wiring
from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.model.programme import Role
from bna_pipeline.portal import api
from bna_pipeline.portal.app import desk_of
from bna_pipeline.portal.doors import every_route
from bna_pipeline.portal.matrix import OPENINGS, Opening, Own
from bna_pipeline.settings import load_settings

ROOT = Path(__file__).parents[3]
ACCESS = ROOT / "docs" / "desk-access.md"
OPENAPI = ROOT / "docs" / "openapi.json"

_HEAD = """\
# Who may open what at the desk

The table that the desk itself asks at every request (`bna_pipeline/portal/matrix.py`). What is not in it is not
served. `python -m tests.unit.portal.papers` writes this page from the code; a test holds the two together, and
`tests/e2e/test_desk_access.py` tries every route as every role, as nobody, and by every kind of link.

- **yes**: open to this role. **-**: closed.
- **own partner**, **own stage**, **own field**, **self**: open where the partner, stage, signature field or person in
  the address is the visitor's own. A stage is also own to who decides in a reviewer's place now.
- A link by mail opens what its purpose names, for its own edition and subject, and only where the person's role opens
  it too. **everyone**: also who is not signed in. **signed in**: whoever is, whatever his roles.
- A key of the API acts for one person, with that person's roles.

Roles open acts as well (`bna_pipeline/model/permissions.py`), and the edition's state must allow them
(`bna_pipeline/model/transitions.py`): an open door is not yet a yes.
"""
_OWN = {Own.PARTNER: "own partner", Own.STAGE: "own stage", Own.FIELD: "own field", Own.SELF: "self"}
_LINKS = {
    LinkPurpose.REVIEW: "review",
    LinkPurpose.SUBMIT: "submit",
    LinkPurpose.ADOPT: "adopt",
    LinkPurpose.SIGN: "sign",
    LinkPurpose.SETTLE_MANDATE: "mandate",
    LinkPurpose.SIGN_IN: "sign in",
}


def desk() -> FastAPI:
    """The desk, of an empty project: what somebody set up in this checkout changes nothing of what is written."""
    with TemporaryDirectory() as empty:
        return desk_of(wiring.App(load_settings(Path(empty), {})), lambda _edition, _flow: None)


def access_page(app: FastAPI) -> str:
    """The matrix as Markdown: pages, then the API, in the order in which they are served."""
    routes = every_route(app)
    pages = [r for r in routes if not (r.path or "").startswith(api.PREFIX)]
    rest = [r for r in routes if r not in pages]
    return f"{_HEAD}\n## Pages\n\n{_table(pages)}\n## API\n\n{_table(rest)}"


def _table(routes: Iterable[RouteContext]) -> str:
    head = ("route", "address", "what (Dutch)", *(role.value for role in Role), "links")
    rule = "|".join("---" for _ in head)
    return f"| {' | '.join(head)} |\n|{rule}|\n{''.join(map(_row, routes))}"


def _row(route: RouteContext) -> str:
    opening = OPENINGS[str(route.name)]
    verbs = " ".join(sorted((route.methods or {"GET"}) - {"HEAD"}))
    cells = [str(route.name), f"{verbs} `{route.path}`", opening.says, *_roles(opening), _links(opening)]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def _roles(opening: Opening) -> list[str]:
    if opening.anyone or opening.signed_in:
        return ["everyone" if opening.anyone else "signed in"] * len(Role)
    return ["-" if role not in opening.roles else _whose(opening.roles[role]) for role in Role]


def _whose(own: Own | None) -> str:
    return "yes" if own is None else _OWN[own]


def _links(opening: Opening) -> str:
    return ", ".join(word for purpose, word in _LINKS.items() if purpose in opening.links) or "-"


def openapi_text(app: FastAPI) -> str:
    """The API's description as it stands in `docs/`."""
    return json.dumps(api.description(app), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    made = desk()
    ACCESS.write_text(access_page(made), encoding="utf-8")
    OPENAPI.write_text(openapi_text(made), encoding="utf-8")
