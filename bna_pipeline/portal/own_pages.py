"""The pages of an edition that are somebody's own: his stages, his partner's contribution, his absence."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.model.programme import Programme, Role
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import may_enter
from bna_pipeline.portal.matrix import OPENINGS
from bna_pipeline.wiring import pipeline


def own_pages(visit: Visit) -> Iterator[tuple[str, str]]:
    """The label and the path of each, in the order of the route; only what is open to the visitor."""
    base = f"/e/{visit.edition_id}"
    roles = set(visit.person.roles)
    partner = visit.person.partner if Role.CONTRIBUTOR in roles else None
    if partner is not None and may_enter(visit, OPENINGS["contribution"], partner):
        yield "Uw bijdrage", f"{base}/bijdrage/{partner}"
    if Role.REVIEWER not in roles:
        return
    # Before the first draft there is nothing to read.
    own = pipeline.stages_of(visit.tools, visit.person.id) if pipeline.state(visit.tools).drafts else ()
    stages = [stage for stage in own if may_enter(visit, OPENINGS["review"], stage)]
    for stage in stages:
        name = "" if len(stages) == 1 else f": {visit.programme.stage(stage).name}"
        yield f"Toetsing{name}", f"{base}/toetsing/{stage}"
    if may_enter(visit, OPENINGS["absence"], visit.person.id):
        yield "Afwezigheid", f"{base}/afwezigheid/{visit.person.id}"


def question_mail(programme: Programme) -> str | None:
    """Where questions go: the coordinator's address; None: the programme names none."""
    return next((p.mail for p in programme.people if Role.COORDINATOR in p.roles and p.mail is not None), None)
