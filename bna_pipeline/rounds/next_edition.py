"""The next edition, derived from the last: same programme, a year on."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bna_pipeline.errors import Refused, WrongUse
from bna_pipeline.model.calendar import dutch_date, years_on
from bna_pipeline.model.lineage import pillars_without_action
from bna_pipeline.model.programme import Edition, Programme


def next_edition(programme: Programme, edition_id: str, *, source: str, deadline: date, today: date) -> Edition:
    """The edition that follows on a programme's latest one.

    Its period begins on the day after that of the last, and ends as many years later as there are between both. What
    belongs to the last one's own sending (when its Kamerbrief was expected, when it went out) is left open. It opens
    today; a sample plays in a time of its own, so where today is past its deadline it opens as the last one did.

    Args:
        programme: of all years.
        source: id of the edition that it is derived from.
        today: the day on which it is opened, in the Netherlands.

    Raises:
        WrongUse: `source` is not the programme's latest edition, or the id does not fit.
        Refused: the deadline does not lie ahead, or a pillar would have no action.
    """
    last = max((e for e in programme.editions if e.corrects is None), key=lambda e: e.ordinal)
    if source != last.id:
        raise WrongUse(f"{source} is niet de laatste editie van {programme.short}.", f"Geef --from {last.id}.")
    year = _year(programme, edition_id, last)
    empty = pillars_without_action(programme, year)
    if empty:
        raise Refused(
            f"In {edition_id} heeft geen enkele actie meer: pijler {', '.join(p.name for p in empty)}.",
            "Geef in programme.yaml die pijler een actie die doorloopt of begint (`since`, `until`).",
        )
    title, reference = _moved(last.title, last.year, year), last.reference
    return Edition(
        id=edition_id,
        year=year,
        ordinal=last.ordinal + 1,
        title=title,
        sample=last.sample,
        period_start=last.period_end + timedelta(days=1),
        period_end=years_on(last.period_end, year - last.year),
        opens=_opens(last, year, deadline, today),
        deadline=deadline,
        reference=None if reference is None else _moved(reference, last.year, year),
    )


def require_follows(programme: Programme, edition: Edition, *, source: str, deadline: date | None, where: str) -> None:
    """Refuse what `--from` and `--deadline` say otherwise than an edition that is known already.

    Args:
        programme: of all years.
        where: the file in which the edition stands, for the reader.

    Raises:
        WrongUse: `source` is not the edition before this one.
        Refused: the deadline differs.
    """
    earlier = [e.id for e in programme.earlier(edition)] if edition.corrects is None else [edition.corrects]
    if not earlier or earlier[-1] != source:
        before = f"de editie ervoor is {earlier[-1]}" if earlier else "er is geen editie ervoor"
        raise WrongUse(f"{edition.id} volgt niet op {source}: {before}.", "Geef die met --from, of laat --from weg.")
    if deadline is not None and deadline != edition.deadline:
        now = "geen inleverdatum" if edition.deadline is None else f"inleverdatum {dutch_date(edition.deadline)}"
        raise Refused(
            f"Editie {edition.id} is al bekend, met {now} en niet {dutch_date(deadline)}.",
            f"Wijzig `deadline` in {where} en geef het commando opnieuw.",
        )


def still_to_fill(edition: Edition, last: Edition, where: str) -> tuple[str, ...]:
    """What a derived edition cannot know by itself, in Dutch.

    Args:
        where: the file in which the edition stands, for the reader.
    """
    said = [f"Vul in {where} bij `kamerbrief_expected` in wanneer de Kamerbrief wordt verwacht; de brief noemt dat."]
    if edition.corrects is not None:
        said = [f"Komt er bij het erratum een Kamerbrief, vul dan in {where} bij `kamerbrief_expected` in wanneer."]
    if edition.title == last.title:
        said.append(f"De titel is nog die van {last.id}; pas `title` in {where} zo nodig aan.")
    if edition.corrects is not None and last.reference is not None:
        said.append(f"Vul in {where} bij `reference` het kenmerk van de nieuwe brief in.")
    return tuple(said)


def _year(programme: Programme, edition_id: str, last: Edition) -> int:
    found = re.fullmatch(rf"{re.escape(programme.id)}-(20\d\d)", edition_id)
    if found is None:
        raise WrongUse(
            f"{edition_id!r} kan geen editie van {programme.short} zijn.",
            f"Een editie heet naar programma en jaar, zoals {programme.id}-{last.year + 1}.",
        )
    year = int(found[1])
    if year <= last.year:
        raise WrongUse(
            f"{edition_id} komt niet na {last.id}.", f"De volgende editie is {programme.id}-{last.year + 1}."
        )
    return year


def _opens(last: Edition, year: int, deadline: date, today: date) -> date:
    if today < deadline:
        return today
    played = None if last.opens is None else years_on(last.opens, year - last.year)
    if last.sample and played is not None and played < deadline:
        return played
    raise Refused(
        f"De inleverdatum {dutch_date(deadline)} ligt niet na {dutch_date(today)}.",
        "Geef met --deadline een dag die nog komt.",
    )


def _moved(text: str, then: int, now: int) -> str:
    """The text with the year as a number of its own replaced."""
    return re.sub(rf"(?<!\d){then}(?!\d)", str(now), text)
