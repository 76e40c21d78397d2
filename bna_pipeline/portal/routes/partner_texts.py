"""A partner's texts beside the redactie's wording of them, and the form that words one otherwise."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.editorial import ChangeAct, PartnerText
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.acting import Trouble, attempt, incomplete, needed
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.rewording import (
    Typed,
    as_typed,
    beside,
    editorial_here,
    foreseen_of,
    may_edit,
    paragraphs_of,
    places_of,
    section_names,
)
from bna_pipeline.portal.telling import done
from bna_pipeline.portal.ways import may_do, path
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form()]
_WHY = "Schrijf waarom: de partner leest de reden."


@pages.get("/e/{edition}/redactie/partner/{partner}", name="editorial-partner")
def partner_texts(visit: Entered, partner: str) -> HTMLResponse:
    name = next((p.name for p in visit.programme.partners if p.id == partner), None)
    if name is None:
        raise PageMissing("Deze partner doet niet mee.", "Ga terug naar de redactie.")
    texts = pipeline.texts_of(visit.tools, partner)
    actions: dict[str, list[PartnerText]] = {}
    for text in texts:
        actions.setdefault(text.action, []).append(text)
    return page(
        visit,
        "editorial_partner.html",
        crumbs=((visit.edition.title, path(visit, "edition")), ("Redactie", path(visit, "editorial")), (name, None)),
        name=name,
        partner=partner,
        actions=tuple(actions.items()),
        acts=may_do(visit, "editorial-edit") and may_edit(visit),
        has_editorial=pipeline.editorial_now(visit.tools) is not None,
    )


@pages.get("/e/{edition}/redactie/partner/{partner}/{action}/{name}", name="editorial-edit")
def edit_form(visit: Entered, partner: str, action: str, name: str) -> HTMLResponse:
    text = _partner_text(visit, partner, action, name)
    return _edit_form(visit, text, Typed(as_typed(text.shown), reason=text.reason or ""), editorial_here(visit).base)


def _partner_text(visit: Visit, partner: str, action: str, name: str) -> PartnerText:
    if all(p.id != partner for p in visit.programme.partners):
        raise PageMissing("Deze partner doet niet mee.", "Ga terug naar de redactie.")
    texts = pipeline.texts_of(visit.tools, partner)
    found = next((t for t in texts if (t.action, t.name.value) == (action, name)), None)
    if found is None:
        raise PageMissing("Deze tekst is er niet (meer).", "Ga terug naar de teksten van de partner.")
    return found


def _edit_form(
    visit: Visit,
    text: PartnerText,
    typed: Typed,
    base: str,
    *,
    original: str | None = None,
    trouble: Trouble | None = None,
    foreseen: pipeline.Foreseen | None = None,
    restoring: bool = False,
) -> HTMLResponse:
    name = visit.programme.partner(text.partner).name
    now_base = editorial_here(visit).base
    return page(
        visit,
        "editorial_edit.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Redactie", path(visit, "editorial")),
            (name, path(visit, "editorial-partner", partner=text.partner)),
            (f"{text.action}: {text.label}", None),
        ),
        text=text,
        partner_name=name,
        typed=typed,
        base=base,
        now_base=now_base,
        original_seen=original or text.original_sha256,
        moved=base != now_base or (original is not None and original != text.original_sha256),
        foreseen=foreseen,
        restoring=restoring,
        section_names=section_names(visit),
        places=places_of(trouble, text.field, text.label),
        beside=beside(trouble, text.field),
        names={p.id: p.name for p in visit.programme.people},
        stages={s.id: s.name for s in visit.programme.review},
        acts=may_edit(visit),
        trouble=trouble,
    )


@pages.post("/e/{edition}/redactie/partner/{partner}/{action}/{name}", name="editorial-edit-do")
def edit_text(
    visit: Entered,
    partner: str,
    action: str,
    name: str,
    basis: Text,
    origineel: Text,
    doe: Text = "bekijk",
    tekst: Text = "",
    reden: Text = "",
    zeker: Text = "",
) -> Response:
    text = _partner_text(visit, partner, action, name)
    typed = Typed(tekst, reason=reden)
    if doe == "herstel":
        typed = Typed(as_typed(text.shown), reason=text.reason or "")
        if zeker != "ja":
            gone = pipeline.change_of(field=text.field, act=ChangeAct.REMOVE)
            foreseen = foreseen_of(visit, gone, "", basis, editorial_here(visit).base)
            if isinstance(foreseen, Trouble):
                return _edit_form(visit, text, typed, basis, original=origineel, trouble=foreseen)
            return _edit_form(visit, text, typed, basis, original=origineel, foreseen=foreseen, restoring=True)
        outcome = attempt(
            lambda: pipeline.remove_edit(
                visit.tools, visit.actor(Act.EDIT), partner=partner, action=action, field=text.name, base=basis
            )
        )
        return _edited(visit, text, typed, basis, origineel, outcome)
    trouble = incomplete(
        tekst=needed(tekst, "Schrijf de tekst, of herstel die van de partner."), reden=needed(reden, _WHY)
    )
    if trouble is not None:
        return _edit_form(visit, text, typed, basis, original=origineel, trouble=trouble)
    if doe != "bewaar":
        change = pipeline.change_of(field=text.field, paragraphs=paragraphs_of(tekst), reason=reden.strip())
        foreseen = foreseen_of(visit, change, reden, basis, editorial_here(visit).base)
        if isinstance(foreseen, Trouble):
            return _edit_form(visit, text, typed, basis, original=origineel, trouble=foreseen)
        return _edit_form(visit, text, typed, basis, original=origineel, foreseen=foreseen)
    outcome = attempt(
        lambda: pipeline.edit_partner_text(
            visit.tools,
            visit.actor(Act.EDIT),
            partner=partner,
            action=action,
            field=text.name,
            text=paragraphs_of(tekst),
            reason=reden.strip(),
            base=basis,
            original=origineel,
        )
    )
    return _edited(visit, text, typed, basis, origineel, outcome)


def _edited(
    visit: Visit, text: PartnerText, typed: Typed, base: str, original: str, outcome: pipeline.Step | Trouble
) -> Response:
    if isinstance(outcome, Trouble):
        return _edit_form(visit, text, typed, base, original=original, trouble=outcome)
    visit.done("draft")
    return done(visit.request, path(visit, "editorial-partner", partner=text.partner), outcome)
