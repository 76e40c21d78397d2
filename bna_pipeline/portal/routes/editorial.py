"""The redactie: a partner's text beside its wording of it, the letter's statements, and its own texts.

Saving takes two steps in one form: first what it would do (whose approvals it drops, what the intake says), then the
saving itself. Whatever is refused, what was typed stands in the form again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors import ContributionsMissing, EditorialMoved, EditRefused, WrongUse
from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.editorial import EditorialChange, EditorialNow, EditorialText, PartnerText
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.portal.acting import Trouble, attempt, incomplete, needed, trouble_of
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.routes.collecting import may_do, path
from bna_pipeline.portal.telling import done
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form()]
_PARTS = {"core": "Kernboodschap", "consequences": "Consequenties"}
_WHY = "Schrijf waarom: de partner leest de reden."


@dataclass(frozen=True)
class Typed:
    """What stands in the form of one text: as it is on record, or as somebody typed it."""

    text: str
    heading: str = ""
    answer: str = ""
    reason: str = ""


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs that were typed: an empty line, or a line of its own, begins another."""
    pieces = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(line for piece in pieces if (line := " ".join(piece.split())))


def as_typed(paragraphs: tuple[str, ...] | None) -> str:
    """Paragraphs as they stand in a form, with an empty line between them."""
    return "\n\n".join(paragraphs or ())


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
        acts=may_do(visit, "editorial-text-do") and _may_edit(visit),
    )


def _may_edit(visit: Visit) -> bool:
    return allowed(pipeline.state(visit.tools).phase, Act.EDIT)


def _groups(now: EditorialNow) -> tuple[tuple[str, list[EditorialText]], ...]:
    letter = [t for t in now.texts if t.section.startswith("brief.")]
    return (("Statenmededeling", letter), ("Voortgangsrapportage", [t for t in now.texts if t not in letter]))


@pages.get("/e/{edition}/redactie/tekst/{name}", name="editorial-text")
def text_form(visit: Entered, name: str) -> HTMLResponse:
    now, text = _text(visit, name)
    typed = Typed(as_typed(text.paragraphs), text.heading or "", as_typed(text.answer))
    return _text_form(visit, now, text, typed, now.base)


def _now(visit: Visit) -> EditorialNow:
    now = pipeline.editorial_now(visit.tools)
    if now is None:
        raise PageMissing("Er is nog geen redactie zonder fouten.", "Stuur eerst een redactiebestand in.")
    return now


def _text(visit: Visit, name: str) -> tuple[EditorialNow, EditorialText]:
    now = _now(visit)
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
        section_names=_section_names(visit),
        places={text.field: text.title},
        beside=_beside(trouble, text.field),
        names={p.id: p.name for p in visit.programme.people},
        stages={s.id: s.name for s in visit.programme.review},
        acts=_may_edit(visit),
        trouble=trouble,
    )


def _beside(trouble: Trouble | None, field: str) -> str | None:
    """What the intake says of this very text, to stand beside it."""
    if trouble is None:
        return None
    return " ".join(f.message for f in trouble.findings if f.place.startswith(field)) or None


def _section_names(visit: Visit) -> dict[str, str]:
    made = pipeline.state(visit.tools).draft
    return {} if made is None else {s.id: s.title for s in made.sections}


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
        foreseen = _foresee(visit, change, reden, basis, now.base)
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


def _foresee(
    visit: Visit, change: EditorialChange, reason: str, base: str, now_base: str
) -> pipeline.Foreseen | Trouble:
    """What a change would do, or why it could not be made."""
    try:
        if base != now_base:
            raise EditorialMoved(
                "Een ander heeft de redactie intussen gewijzigd.",
                "Hieronder staat wat u typte, met ernaast hoe de tekst nu luidt. Er is niets gewijzigd.",
            )
        return pipeline.foresee(visit.tools, (change,), reason)
    except (EditRefused, EditorialMoved, ContributionsMissing, WrongUse) as refused:
        return trouble_of(refused)


@pages.get("/e/{edition}/redactie/nieuw/{part}", name="editorial-new")
def new_statement(visit: Entered, part: str) -> HTMLResponse:
    return _new_form(visit, part, Typed(""), _now(visit).base)


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
        acts=_may_edit(visit),
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
        acts=may_do(visit, "editorial-edit") and _may_edit(visit),
        has_editorial=pipeline.editorial_now(visit.tools) is not None,
    )


@pages.get("/e/{edition}/redactie/partner/{partner}/{action}/{name}", name="editorial-edit")
def edit_form(visit: Entered, partner: str, action: str, name: str) -> HTMLResponse:
    text = _partner_text(visit, partner, action, name)
    return _edit_form(visit, text, Typed(as_typed(text.shown), reason=text.reason or ""), _now(visit).base)


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
) -> HTMLResponse:
    name = visit.programme.partner(text.partner).name
    now_base = _now(visit).base
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
        section_names=_section_names(visit),
        places={text.field: text.label},
        beside=_beside(trouble, text.field),
        names={p.id: p.name for p in visit.programme.people},
        stages={s.id: s.name for s in visit.programme.review},
        acts=_may_edit(visit),
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
) -> Response:
    text = _partner_text(visit, partner, action, name)
    typed = Typed(tekst, reason=reden)
    if doe == "herstel":
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
        foreseen = _foresee(visit, change, reden, basis, _now(visit).base)
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
