"""Pages from templates: every value is escaped, a name that does not exist is an error, and no page runs a script."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bna_pipeline.model.access import Visitor
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.intake import in_megabytes
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import may_enter
from bna_pipeline.portal.matrix import OPENINGS
from bna_pipeline.portal.own_pages import own_pages
from bna_pipeline.portal.places import project_root
from bna_pipeline.portal.telling import forget_told, told
from bna_pipeline.wiring import pipeline

HERE = Path(__file__).parent
STATIC = HERE / "static"
START = "/"
_ZONE = ZoneInfo("Europe/Amsterdam")
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_NUMBERS = ("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")

_WORDS = re.compile(r"(?<=>)[^<]+")
"""What a page shows between its tags."""

Crumbs = tuple[tuple[str, str | None], ...]
"""Where one is: labels with their addresses, the last without."""


@dataclass(frozen=True)
class MenuItem:
    label: str
    href: str
    current: bool


MENU: tuple[tuple[str, str], ...] = (
    ("edition", "Overzicht"),
    ("round", "Ronde"),
    ("editorial", "Redactie"),
    ("drafts", "Concepten"),
    ("terms", "Route"),
    ("adoption", "Vaststelling"),
    ("release", "Vrijgave"),
    ("ledger", "Logboek"),
)
"""The pages of an edition that the menu names, by route name; each shows to whom the matrix opens it."""


def page(visit: Visit, template: str, *, status: int = 200, crumbs: Crumbs = (), **values: object) -> HTMLResponse:
    """A page for a visitor.

    Args:
        template: a file in `templates/`.
        crumbs: where one is below the start.
        values: what the template names beside what every page has.
    """
    known: dict[str, Any] = {}
    if visit.edition_id is not None and visit.visitor is not None:
        known = {
            "visitor_name": visit.person.name,
            "menu": menu_of(visit),
            "sample": visit.tools.sample,
            "programme_name": visit.programme.name,
            "edition": visit.edition,
            "programme": visit.programme,
        }
    home = home_of(visit.visitor)
    # Who came by a link begins at his edition, which every trail names itself.
    trail = (("Start", home), *crumbs) if crumbs and home == START else crumbs
    everything = {**_of_request(visit.request), "visitor": visit.visitor, "crumbs": trail, **known, **values}
    answer = HTMLResponse(_rendered(visit.request, template, everything), status)
    forget_told(visit.request, answer)
    return answer


def bare_page(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page for nobody in particular: signing in, and what went wrong before anyone was let in."""
    everything = {**_of_request(request), "visitor": getattr(request.state, "visitor", None), "crumbs": (), **values}
    return HTMLResponse(_rendered(request, template, everything), status)


def rendered(template: str, **values: object) -> str:
    """A page that is the same for everyone: it knows no visitor and has no form."""
    return _environment().get_template(template).render(values)


def _rendered(request: Request, template: str, values: Mapping[str, Any]) -> str:
    html = _environment().get_template(template).render(values)
    root = str(escape(project_root(request)))
    return html if root not in html else _WORDS.sub(lambda words: pipeline.from_project(root, words[0]), html)


def menu_of(visit: Visit) -> tuple[MenuItem, ...]:
    """The menu of an edition, as far as it is open to the visitor: of all pages, then his own."""
    shared = tuple(
        MenuItem(label, _path(visit.request, name, visit.edition_id), name == visit.route)
        for name, label in MENU
        if may_enter(visit, OPENINGS[name])
    )
    here = visit.request.url.path
    return (*shared, *(MenuItem(label, href, href == here) for label, href in own_pages(visit)))


def _path(request: Request, name: str, edition: str | None) -> str:
    return str(request.app.url_path_for(name, edition=edition))


def home_of(visitor: Visitor | None) -> str:
    """Where a visitor begins: at all his editions, or at the one that his link is about."""
    return START if visitor is None or not visitor.confined else f"/e/{visitor.edition}"


def _of_request(request: Request) -> Mapping[str, Any]:
    return {
        "home": home_of(getattr(request.state, "visitor", None)),
        "form_token": getattr(request.state, "form_token", ""),
        "told": told(request),
        "visitor_name": "",
        "menu": (),
        "sample": False,
        "programme_name": "",
    }


def static_address(name: str) -> str:
    """The address of a static file; it changes when the file does, so that it may be kept for ever."""
    return f"/static/{name}?v={_fingerprint(name)}"


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static_address
    environment.filters.update(
        date=_date,
        weekday=_weekday,
        moment=_moment,
        second=_second,
        number=_number,
        shown=shown,
        by_urgency=by_urgency,
        bytes=in_megabytes,
    )
    return environment


def _date(day: date | None) -> str:
    return "" if day is None else dutch_date(day)


def _weekday(day: date | None) -> str:
    return "" if day is None else f"{_WEEKDAYS[day.weekday()]} {dutch_date(day)}"


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(_ZONE)
    return f"{dutch_date(local.date())} om {local.hour}.{local.minute:02} uur"


def _second(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(_ZONE)
    return f"{dutch_date(local.date())} om {local.hour}.{local.minute:02}.{local.second:02} uur"


def _number(count: int, one: str, many: str) -> str:
    word = _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)
    return f"{word} {one if count == 1 else many}"


def by_urgency(sentences: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a page tells, by the kind of box that it stands in: what was done, and what asks for attention."""
    urgent = tuple(s for s in sentences if s.upper().startswith(("ALARM", "LET OP")))
    calm = tuple(s for s in sentences if s not in urgent)
    return tuple((kind, said) for kind, said in (("ok", calm), ("warning", urgent)) if said)


def shown(text: str) -> str:
    """Text of others with characters written out that nobody sees, such as those that turn the direction of a line."""
    return "".join(c if c in "\n\t" or c.isprintable() else f"⟨U+{ord(c):04X}⟩" for c in text)
