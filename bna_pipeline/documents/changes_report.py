"""What changed in the report: actions with what belongs to them, money, texts, lists at the back."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from bna_pipeline.documents.changes_found import ARROW, Change, How, Thing, keyed, paired, texts
from bna_pipeline.model.base import SectionId
from bna_pipeline.model.content import (
    ActionBlock,
    ExampleBlock,
    FinanceLine,
    MilestoneLine,
    ReportContent,
    TextBlock,
)


def report_changes(before: ReportContent, after: ReportContent) -> Iterator[Change]:
    """Every change in the report but its fixed words and what follows from its data."""
    words = {word.label: word.value for word in after.words}
    yield from _cover(before, after)
    yield from texts(Thing.REPORT_TEXT, "rapport.voorwoord", "Voorwoord", _foreword(before), _foreword(after))
    yield from texts(Thing.REPORT_TEXT, "rapport.samenvatting", "Samenvatting", before.summary.text, after.summary.text)
    yield from _pillar_texts(before, after)
    yield from _actions(before, after, words)
    yield from keyed(
        Thing.DEVELOPMENT,
        lambda _: "rapport.ontwikkelingen",
        {(d.scope, d.title): d for d in before.developments},
        {(d.scope, d.title): d for d in after.developments},
        name=lambda d: d.title,
        said=lambda d: (*d.text, *d.answer),
    )
    yield from keyed(
        Thing.OPPORTUNITY,
        lambda _: "rapport.kansen",
        {o.title: o for o in before.opportunities},
        {o.title: o for o in after.opportunities},
        name=lambda o: o.title,
        said=lambda o: (o.state, *o.text),
    )
    yield from _finance(before, after)
    yield from keyed(
        Thing.ABBREVIATION,
        lambda _: "rapport.afkortingen",
        {a.short: a for a in before.abbreviations},
        {a.short: a for a in after.abbreviations},
        name=lambda a: a.short,
        said=lambda a: (a.meaning,),
    )
    yield from keyed(
        Thing.CONTRIBUTOR,
        lambda _: "rapport.bijdragers",
        {c.name: c for c in before.contributors},
        {c.name: c for c in after.contributors},
        name=lambda c: c.name,
        said=lambda c: (c.group, ", ".join(c.actions)),
    )


def _foreword(report: ReportContent) -> tuple[str, ...]:
    return (*report.foreword.text, report.foreword.signed)


def _cover(before: ReportContent, after: ReportContent) -> Iterator[Change]:
    old, new = before.cover, after.cover
    lines = [(c.title, c.subtitle, c.edition, c.period, *(logo.name for logo in c.logos)) for c in (old, new)]
    yield from texts(Thing.COVER, "rapport.omslag", "Omslag", *lines)


def _pillar_texts(before: ReportContent, after: ReportContent) -> Iterator[Change]:
    old = {p.pillar: p for p in before.pillars}
    for chapter in after.pillars:
        if chapter.pillar in old:
            was = old[chapter.pillar]
            yield from texts(
                Thing.REPORT_TEXT,
                f"rapport.pijler.{chapter.pillar}",
                f"Pijler {chapter.name}",
                (was.name, was.aim, *was.introduction),
                (chapter.name, chapter.aim, *chapter.introduction),
            )


def _actions(before: ReportContent, after: ReportContent, words: Mapping[str, str]) -> Iterator[Change]:
    old = {a.id: (p.pillar, a) for p in before.pillars for a in p.actions}
    new = {a.id: (p.pillar, a) for p in after.pillars for a in p.actions}
    for key, (pillar, action) in new.items():
        section = f"rapport.pijler.{pillar}"
        name = f"{action.id} {action.title}"
        if key not in old:
            yield Change(thing=Thing.ACTION, how=How.NEW, section=section, name=name)
            continue
        was_in, was = old[key]
        details = (*(("andere pijler",) if was_in != pillar else ()), *_action_details(was, action, words))
        if details:
            yield Change(thing=Thing.ACTION, how=How.CHANGED, section=section, name=name, details=details)
        yield from _milestones(section, was, action)
        yield from _examples(section, was, action)
    for key, (pillar, action) in old.items():
        if key not in new:
            name = f"{action.id} {action.title}"
            yield Change(thing=Thing.ACTION, how=How.GONE, section=f"rapport.pijler.{pillar}", name=name)


_FACTS = {"title": "titel", "status": "status", "role": "rol", "owner": "trekker", "gap": "wat nog ontbreekt"}
_SAID = {"achieved": "wat is bereikt", "reason": "reden", "measure": "maatregel", "next_steps": "wat komt hierna"}


def _action_details(old: ActionBlock, new: ActionBlock, words: Mapping[str, str]) -> Iterator[str]:
    for field, name in _FACTS.items():
        was, now = getattr(old, field), getattr(new, field)
        if was != now:
            yield f"{name}: {was or 'niets'} {ARROW} {now or 'niets'}"
    if old.partners != new.partners:
        yield f"partners: {'; '.join(old.partners) or 'geen'} {ARROW} {'; '.join(new.partners) or 'geen'}"
    for field, name in _SAID.items():
        before: tuple[TextBlock, ...] = getattr(old, field)
        after: tuple[TextBlock, ...] = getattr(new, field)
        if before != after:
            how = "nieuw" if not before else "vervallen" if not after else "gewijzigd"
            yield f"{words.get(field, name).lower()}: {how}"


def _milestones(section: SectionId, old: ActionBlock, new: ActionBlock) -> Iterator[Change]:
    for was, now in paired(old.milestones, new.milestones, key=lambda m: m.title, said=lambda m: (m.title,)):
        shown = now or was
        name = f"{new.id} {shown.title}" if shown else ""
        if was is None or now is None:
            yield Change(thing=Thing.MILESTONE, how=How.GONE if now is None else How.NEW, section=section, name=name)
        elif was != now:
            yield Change(
                thing=Thing.MILESTONE,
                how=How.SHIFTED if was.date != now.date else How.CHANGED,
                section=section,
                name=name,
                details=tuple(_milestone_details(was, now)),
            )


def _milestone_details(was: MilestoneLine, now: MilestoneLine) -> Iterator[str]:
    for old, new in ((was.date_text, now.date_text), (was.state, now.state), (was.title, now.title)):
        if old != new:
            yield f"{old} {ARROW} {new}"


def _examples(section: SectionId, old: ActionBlock, new: ActionBlock) -> Iterator[Change]:
    for was, now in paired(old.examples, new.examples, key=lambda e: e.title, said=lambda e: (e.title, *e.text)):
        shown = now or was
        name = f"{new.id} {shown.title}" if shown else ""
        if was is None or now is None:
            yield Change(thing=Thing.EXAMPLE, how=How.GONE if now is None else How.NEW, section=section, name=name)
        elif was != now:
            details = tuple(_example_details(was, now))
            yield Change(thing=Thing.EXAMPLE, how=How.CHANGED, section=section, name=name, details=details)


def _example_details(was: ExampleBlock, now: ExampleBlock) -> Iterator[str]:
    if was.title != now.title:
        yield f"titel: {was.title} {ARROW} {now.title}"
    if was.text != now.text:
        yield "tekst"
    if was.picture != now.picture:
        yield "afbeelding"
    if was.caption != now.caption:
        yield "bijschrift"
    if was.partner != now.partner:
        yield f"partner: {was.partner} {ARROW} {now.partner}"


def _finance(before: ReportContent, after: ReportContent) -> Iterator[Change]:
    section = "rapport.financien"
    old = () if before.finance is None else before.finance.lines
    new = () if after.finance is None else after.finance.lines

    def key(line: FinanceLine) -> Hashable:
        return line.action, line.partner, line.purpose

    def said(line: FinanceLine) -> tuple[str, ...]:
        return line.action, line.partner, line.purpose

    for was, now in paired(old, new, key=key, said=said):
        line = now or was
        name = f"{line.action} {line.partner}, {line.purpose}" if line else ""
        if was is None or now is None:
            yield Change(thing=Thing.FINANCE, how=How.GONE if now is None else How.NEW, section=section, name=name)
        elif was != now:
            details = tuple(
                f"{a} {ARROW} {b}"
                for a, b in ((was.amount, now.amount), (was.purpose, now.purpose), (was.title, now.title))
                if a != b
            )
            yield Change(thing=Thing.FINANCE, how=How.CHANGED, section=section, name=name, details=details)
    introductions = [() if f is None else (f.introduction,) for f in (before.finance, after.finance)]
    yield from texts(Thing.REPORT_TEXT, section, "Financiën", *introductions)
