"""An edition's story as lines for a terminal or a page to print, in Dutch: in chapters by moment, or by person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from bna_pipeline.cli.command import LOCAL

if TYPE_CHECKING:
    from bna_pipeline.wiring import views


def head_lines(title: str, edition: str, told: Sequence[views.Told], last_hash: str) -> Iterator[str]:
    """What this is, and what was checked before it was told."""
    yield f"Het verhaal van {title} ({edition})"
    if not told:
        yield "Het logboek is nog leeg."
        return
    from bna_pipeline.wiring import views

    first, last = (views.day_in_words(each.line.at) for each in (told[0], told[-1]))
    yield f"{len(told)} regels in het logboek, van {first} tot en met {last}. Tijden zijn Nederlandse tijd."
    yield f"Hash van de laatste regel: {last_hash}"


def chapter_lines(chapters: Sequence[views.Chapter], timeline: Sequence[views.Second]) -> Iterator[str]:
    """The story by moment: chapter by chapter, day by day."""
    for number, chapter in enumerate(chapters, 1):
        again = ", opnieuw" if chapter.again else ""
        title = f"{number}. {chapter.title}{again}"
        yield from ("", title, "=" * len(title))
        yield from _days(chapter.lines)
    if timeline:
        yield from ("", "De vrijgave, tot op de seconde", "------------------------------")
        yield from (_second(line) for line in timeline)


def life_lines(lives: Sequence[views.Life]) -> Iterator[str]:
    """The story by person: who he is, in which roles he acted, how he came in, and everything he did."""
    for life in lives:
        name = life.name if life.name == life.person else f"{life.name} [{life.person}]"
        yield from ("", name, "=" * len(name))
        if life.roles:
            yield f"  Deed dit als {', '.join(life.roles)}."
        yield f"  Regels: {len(life.lines)}, ingevoerd met {'; '.join(life.accounts)}."
        for each in life.lines:
            at = each.line.at.astimezone(LOCAL)
            yield f"  {each.line.seq:>4}  {at:%d-%m-%Y %H:%M:%S}  {each.line.sentence}"


def _days(lines: Sequence[views.Told]) -> Iterator[str]:
    from bna_pipeline.wiring import views

    for day, of_day in groupby(lines, lambda each: views.day_in_words(each.line.at)):
        yield from ("", f"  {day[0].upper()}{day[1:]}")
        for (at, actor), group in groupby(of_day, lambda each: (each.line.at.replace(microsecond=0), each.actor)):
            yield f"    {at.astimezone(LOCAL):%H:%M:%S}  {_who(actor)}"
            yield from (f"      {each.line.seq:>4}  {each.line.sentence}" for each in group)


def _who(actor: views.Actor) -> str:
    name = actor.name if actor.name in (actor.person, "Vanzelf") else f"{actor.name} [{actor.person}]"
    role = f", als {actor.role}" if actor.role else ""
    return f"{name}{role} ({actor.account})"


def _second(line: views.Second) -> str:
    at = f"{line.at.astimezone(LOCAL):%d-%m-%Y %H:%M:%S}"
    return f"  {at}  {_after(line.after):>12}  {line.what}"


def _after(after: timedelta | None) -> str:
    if after is None:
        return ""
    seconds = round(after.total_seconds())
    if seconds < 120:
        return f"sein +{seconds} s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 120:
        return f"sein +{minutes}:{rest:02}"
    return f"sein +{minutes // 60} u"
