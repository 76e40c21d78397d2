"""The control page of a draft: what the checks found, what was accepted and why, what a person must still look at.

One self-contained page in Dutch, without scripts, that can be printed; and the same as JSON for other programs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from bna_pipeline.documents.dutch import capital, number_words
from bna_pipeline.documents.letter_rule_table import LETTER_RULES
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.draft_findings import DraftFinding, DraftFindings, FindingAccepted, to_accept
from bna_pipeline.model.finding import Weight

_LOCAL = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class ControlPage:
    """What the page is made from.

    Attributes:
        title: of the edition.
        version: of the draft.
        accepted: every acceptance that stands, also of findings that this draft no longer has.
        names: how a person is called, by id.
        command: the command that accepts a finding.
    """

    title: str
    version: int
    findings: DraftFindings
    accepted: Sequence[FindingAccepted]
    names: Mapping[str, str]
    command: Callable[[DraftFinding], str]

    @property
    def open(self) -> tuple[DraftFinding, ...]:
        """What must still be mended or accepted."""
        return to_accept(self.findings.all, self.accepted)

    @property
    def standing(self) -> tuple[tuple[DraftFinding, FindingAccepted], ...]:
        """What was accepted, with the acceptance; one that is about another text is not among them."""
        given = {acceptance.finding: acceptance for acceptance in self.accepted}
        mine = (f for f in self.findings.all if f.weight is Weight.ACCEPTABLE)
        return tuple((f, given[f.digest]) for f in mine if f.digest in given)

    @property
    def remarks(self) -> tuple[DraftFinding, ...]:
        return tuple(f for f in self.findings.all if f.weight is Weight.REMARK)

    def who(self, person: str) -> str:
        return self.names.get(person, person)


def control_html(page: ControlPage) -> bytes:
    """The page as HTML (UTF-8); everything that comes from a text is escaped."""
    made = _template().render(
        title=page.title,
        version=page.version,
        rules=len(LETTER_RULES),
        open=page.open,
        accepted=page.standing,
        remarks=page.remarks,
        checklist=page.findings.checklist,
        command=page.command,
        who=page.who,
        when=_when,
        counted=_counted,
        capital=capital,
        coded=_coded,
    )
    return made.encode("utf-8")


def control_json(page: ControlPage) -> bytes:
    """The same as one JSON object (UTF-8), keys in English; `weight`, rules and messages are Dutch."""
    said: dict[str, Any] = {
        "title": page.title,
        "draft": page.version,
        "open": [_plain(f) for f in page.open],
        "accepted": [
            {**_plain(f), "reason": a.reason, "by": a.by, "at": a.at.isoformat()} for f, a in page.standing
        ],
        "remarks": [_plain(f) for f in page.remarks],
        "checklist": [item.model_dump(mode="json") for item in page.findings.checklist],
    }  # fmt: skip
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _plain(found: DraftFinding) -> dict[str, Any]:
    kept = found.finding.model_dump(mode="json", exclude={"severity"})
    return {**kept, "weight": found.weight.value, "digest": found.digest}


def _when(moment: datetime) -> str:
    local = moment.astimezone(_LOCAL)
    return f"{dutch_date(local.date())} om {local:%H:%M} uur"


def _coded(text: str) -> Markup:
    """The text, escaped, with what stands between backticks as code: commands and names of fields."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a backtick without its pair
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in enumerate(parts)
    )


def _counted(items: Sized, one: str, many: str) -> str:
    return f"{number_words(len(items))} {one if len(items) == 1 else many}"


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files(__package__).joinpath("control.html.jinja").read_text(encoding="utf-8"))
