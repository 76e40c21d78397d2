"""The redactie: a partner's text beside its wording of it, the letter's statements, and its own texts.

Saving takes two steps in one form: first what it would do (whose approvals it drops, what the intake says), then the
saving itself. Whatever is refused, what was typed stands in the form again.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.editorial import EditorialNow, EditorialText
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
    section_names,
)
from bna_pipeline.portal.telling import done
from bna_pipeline.portal.ways import may_do, path
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form()]
_PARTS = {"core": "Kernboodschap", "consequences": "Consequenties"}
_WHY = "Schrijf waarom: de partner leest de reden."


@pages.get("/e/{edition}/redactie", name="editorial")
def editorial(visit: Entered) -> HTMLResponse:
    now = pipeline.editorial_now(visit.tools)
    counted = [
        (partner, len(texts), sum(t.edited is not None for t in texts))
        for partner in visit.programme.partners
        if visit.programme.actions_of(partner.id)
        for texts in (pipeline.texts_of(visit.tools, partner.id),)
    ]
    return page(
        visit,
        "editorial.html",
        crumbs=((visit.edition.title, path(visit, "edition")), ("Redactie", None)),
        now=now,
        groups=() if now is None else _groups(now),
        partners=counted,
        parts=_PARTS,
        acts=may_do(visit, "editorial-text-do") and may_edit(visit),
    )


def _groups(now: EditorialNow) -> tuple[tuple[str, list[EditorialText]], ...]:
    letter = [t for t in now.texts if t.section.startswith("brief.")]
    return (("Statenmededeling", letter), ("Voortgangsrapportage", [t for t in now.texts if t not in letter]))


@pages.get("/e/{edition}/redactie/tekst/{name}", name="editorial-text")
def text_form(visit: Entered, name: str) -> HTMLResponse:
    now, text = _text(visit, name)
    typed = Typed(as_typed(text.paragraphs), text.heading or "", as_typed(text.answer))
    return _text_form(visit, now, text, typed, now.base)


def _text(visit: Visit, name: str) -> tuple[EditorialNow, EditorialText]:
    now = editorial_here(visit)
    found = next((t for t in now.texts if t.field == name), None)
    if found is None:
        raise PageMissing("Deze tekst is er niet (meer).", "Ga terug naar de redactie.")
    return now, found


def _text_form(
    visit: Visit,
    now: EditorialNow,
    text: EditorialText,
    typed: Typed,
    base: str,
    *,
    trouble: Trouble | None = None,
    foreseen: pipeline.Foreseen | None = None,
) -> HTMLResponse:
    return page(
        visit,
        "editorial_text.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Redactie", path(visit, "editorial")),
            (text.title, None),
        ),
        text=text,
        typed=typed,
        base=base,
        moved=base != now.base,
        now_base=now.base,
        stands=as_typed(text.paragraphs),
        removable=text.field.partition(".")[0] in _PARTS,
        foreseen=foreseen,
        section_names=section_names(visit),
        places={text.field: text.title},
        beside=beside(trouble, text.field),
        names={p.id: p.name for p in visit.programme.people},
        stages={s.id: s.name for s in visit.programme.review},
        acts=may_edit(visit),
        trouble=trouble,
    )


@pages.post("/e/{edition}/redactie/tekst/{name}", name="editorial-text-do")
def write_text(
    visit: Entered,
    name: str,
    basis: Text,
    doe: Text = "bekijk",
    tekst: Text = "",
    kop: Text = "",
    antwoord: Text = "",
    reden: Text = "",
) -> Response:
    now, text = _text(visit, name)
    typed = Typed(tekst, kop, antwoord, reden)
    if doe == "verwijder":
        part, _, statement = name.partition(".")
        done_or_not = attempt(
            lambda: pipeline.remove_statement(visit.tools, visit.actor(Act.EDIT), part=part, name=statement, base=basis)
        )
        if isinstance(done_or_not, Trouble):
            return _text_form(visit, now, text, typed, basis, trouble=done_or_not)
        visit.done("draft")
        return done(visit.request, path(visit, "editorial"), done_or_not)
    heading = None if text.heading is None else " ".join(kop.split())
    replied = None if text.answer is None else paragraphs_of(antwoord)
    if doe != "bewaar":
        change = pipeline.change_of(field=name, heading=heading, paragraphs=paragraphs_of(tekst), answer=replied)
        foreseen = foreseen_of(visit, change, reden, basis, now.base)
        if isinstance(foreseen, Trouble):
            return _text_form(visit, now, text, typed, basis, trouble=foreseen)
        return _text_form(visit, now, text, typed, basis, foreseen=foreseen)
    done_or_not = attempt(
        lambda: pipeline.write_editorial_text(
            visit.tools,
            visit.actor(Act.EDIT),
            field=name,
            base=basis,
            heading=heading,
            paragraphs=paragraphs_of(tekst),
            answer=replied,
            reason=reden,
        )
    )
    if isinstance(done_or_not, Trouble):
        return _text_form(visit, now, text, typed, basis, trouble=done_or_not)
    visit.done("draft")
    return done(visit.request, path(visit, "editorial"), done_or_not)


@pages.get("/e/{edition}/redactie/nieuw/{part}", name="editorial-new")
def new_statement(visit: Entered, part: str) -> HTMLResponse:
    return _new_form(visit, part, Typed(""), editorial_here(visit).base)


def _new_form(
    visit: Visit, part: str, typed: Typed, base: str, name: str = "", trouble: Trouble | None = None
) -> HTMLResponse:
    if part not in _PARTS:
        raise PageMissing("Dit deel van de brief heeft geen uitspraken.", "Ga terug naar de redactie.")
    return page(
        visit,
        "editorial_new.html",
        status=200 if trouble is None else trouble.status,
        crumbs=(
            (visit.edition.title, path(visit, "edition")),
            ("Redactie", path(visit, "editorial")),
            ("Nieuwe uitspraak", None),
        ),
        part=part,
        part_name=_PARTS[part],
        typed=typed,
        base=base,
        name=name,
        acts=may_edit(visit),
        trouble=trouble,
    )


@pages.post("/e/{edition}/redactie/nieuw/{part}", name="editorial-new-do")
def add_statement(
    visit: Entered, part: str, basis: Text, naam: Text = "", kop: Text = "", tekst: Text = ""
) -> Response:
    typed = Typed(tekst, kop)
    trouble = incomplete(
        naam=needed(naam, "Geef de uitspraak een korte naam."),
        kop=needed(kop, "Schrijf de uitspraak als hele zin."),
        tekst=needed(tekst, "Schrijf het argument."),
    )
    done_or_not = trouble or attempt(
        lambda: pipeline.add_statement(
            visit.tools,
            visit.actor(Act.EDIT),
            part=part,
            name="-".join(naam.lower().split()),
            heading=" ".join(kop.split()),
            argument=paragraphs_of(tekst),
            base=basis,
        )
    )
    if isinstance(done_or_not, Trouble):
        return _new_form(visit, part, typed, basis, naam, done_or_not)
    visit.done("draft")
    return done(visit.request, path(visit, "editorial"), done_or_not)
