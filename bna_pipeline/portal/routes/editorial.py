"""The redactie: a partner's text beside its wording of it, the letter's statements, and its own texts.

Saving takes two steps in one form: first what it would do (whose approvals it drops, what the intake says), then the
saving itself. Whatever is refused, what was typed stands in the form again.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Form
from pydantic import TypeAdapter, ValidationError
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.base import Slug
from bna_pipeline.model.editorial import ChangeAct, EditorialNow, EditorialText
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
_PARTS = {"core": "Kernboodschap", "consequences": "Consequenties"}
_NAME: Final = TypeAdapter(Slug)


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
    removing: bool = False,
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
        removing=removing,
        section_names=section_names(visit),
        places=places_of(trouble, text.field, text.title),
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
    zeker: Text = "",
) -> Response:
    now, text = _text(visit, name)
    typed = Typed(tekst, kop, antwoord, reden)
    if doe == "verwijder":
        part, _, statement = name.partition(".")
        stands = Typed(as_typed(text.paragraphs), text.heading or "", as_typed(text.answer))
        if zeker != "ja":
            gone = foreseen_of(visit, pipeline.change_of(field=name, act=ChangeAct.REMOVE), "", basis, now.base)
            if isinstance(gone, Trouble):
                return _text_form(visit, now, text, stands, basis, trouble=gone)
            return _text_form(visit, now, text, stands, basis, foreseen=gone, removing=True)
        done_or_not = attempt(
            lambda: pipeline.remove_statement(visit.tools, visit.actor(Act.EDIT), part=part, name=statement, base=basis)
        )
        if isinstance(done_or_not, Trouble):
            return _text_form(visit, now, text, stands, basis, trouble=done_or_not)
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
    visit: Visit,
    part: str,
    typed: Typed,
    base: str,
    name: str = "",
    *,
    trouble: Trouble | None = None,
    foreseen: pipeline.Foreseen | None = None,
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
        places=places_of(trouble, part, "Nieuwe uitspraak"),
        typed=typed,
        base=base,
        name=name,
        foreseen=foreseen,
        section_names=section_names(visit),
        acts=may_edit(visit),
        trouble=trouble,
    )


@pages.post("/e/{edition}/redactie/nieuw/{part}", name="editorial-new-do")
def add_statement(
    visit: Entered, part: str, basis: Text, doe: Text = "bekijk", naam: Text = "", kop: Text = "", tekst: Text = ""
) -> Response:
    typed, now = Typed(tekst, kop), editorial_here(visit)
    name = "-".join(naam.lower().split())
    trouble = incomplete(
        naam=_wrong_name(now, part, name),
        kop=needed(kop, "Schrijf de uitspraak als hele zin."),
        tekst=needed(tekst, "Schrijf het argument."),
    )
    if trouble is not None:
        return _new_form(visit, part, typed, now.base, naam, trouble=trouble)
    heading, argument = " ".join(kop.split()), paragraphs_of(tekst)
    if doe != "bewaar":
        change = pipeline.change_of(field=f"{part}.{name}", act=ChangeAct.ADD, heading=heading, paragraphs=argument)
        foreseen = foreseen_of(visit, change, "", basis, now.base)
        if isinstance(foreseen, Trouble):
            return _new_form(visit, part, typed, now.base, naam, trouble=foreseen)
        return _new_form(visit, part, typed, now.base, naam, foreseen=foreseen)
    done_or_not = attempt(
        lambda: pipeline.add_statement(
            visit.tools,
            visit.actor(Act.EDIT),
            part=part,
            name=name,
            heading=heading,
            argument=argument,
            base=basis,
        )
    )
    if isinstance(done_or_not, Trouble):
        # On the redactie as it is now: who was told that it moved can go on with what he typed.
        return _new_form(visit, part, typed, now.base, naam, trouble=done_or_not)
    visit.done("draft")
    return done(visit.request, path(visit, "editorial"), done_or_not)


def _wrong_name(now: EditorialNow, part: str, name: str) -> str | None:
    """What to say of the name that a new statement was given."""
    if not name:
        return "Geef de uitspraak een korte naam."
    try:
        _NAME.validate_python(name)
    except ValidationError:
        return "Gebruik in de naam alleen letters zonder accent, cijfers en streepjes, en hooguit 64 tekens."
    if any(text.field == f"{part}.{name}" for text in now.texts):
        return "Er is al een uitspraak met deze naam: kies een andere."
    return None
