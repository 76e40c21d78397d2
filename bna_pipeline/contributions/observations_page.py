"""What is to be seen with all contributions side by side, as the coordinator reads it and as another program does."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from bna_pipeline.contributions.findings_page import number
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.consolidation import ALL, AMOUNT, MILESTONE, STATUS
from bna_pipeline.model.observations import Observations, PillarLack
from bna_pipeline.model.programme import Programme

_FIELDS = {STATUS: "de status", MILESTONE: "de mijlpaal", AMOUNT: "het bedrag voor"}


def observations_html(programme: Programme, edition_title: str, seen: Observations) -> bytes:
    """One self-contained page without scripts, in Dutch (UTF-8); everything that partners wrote is escaped."""
    names = {partner.id: partner.name for partner in programme.partners}

    def lacking(lack: PillarLack) -> list[tuple[str, tuple[str, ...]]]:
        rows = (
            ("Nog niets gemeld over", lack.unreported),
            ("Wordt later aangeleverd", lack.owed),
            ("Zonder voorbeeld", lack.without_example),
            ("Zonder mijlpaal", lack.without_milestone),
            ("Nog geen bijdrage van", tuple(names[partner] for partner in lack.silent)),
        )
        return [(said, things) for said, things in rows if things]

    page = _template().render(
        seen=seen,
        edition=edition_title,
        names={**names, ALL: "alle bedragen"},
        titles={action.id: action.title for action in programme.actions},
        fields=_FIELDS,
        number=number,
        lacking=lacking,
    )
    return page.lstrip().encode("utf-8")


def observations_json(seen: Observations, inputs: Sha256) -> bytes:
    """The same as indented JSON (UTF-8) with stable English keys.

    Args:
        inputs: digest over what it was made from, so that who finds the file knows whether it is of now.
    """
    body = {"inputs": inputs, **seen.model_dump(mode="json")}
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files(__package__).joinpath("observations.html.jinja").read_text(encoding="utf-8"))
