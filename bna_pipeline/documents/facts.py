"""What the programme's sentences may name: figures, dates and names, taken from data and from nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bna_pipeline.documents.dutch import number_words, ordinal_words, period_text
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.consolidation import Consolidation, Figures, StatusCount
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.model.errata import Corrected
from bna_pipeline.model.programme import Edition, KamerbriefReference, Programme, ProvinceRole


def letter_facts(
    programme: Programme, edition: Edition, consolidation: Consolidation, not_reported: str
) -> dict[str, Any]:
    """The facts of one edition, as plain texts, numbers, lists and mappings.

    Args:
        not_reported: how the status of an action is said about which nobody reported.
    """
    figures = consolidation.figures
    earlier = programme.earlier(edition)
    return {
        "programme": {"name": programme.name, "short": programme.short},
        "province": programme.province_name,
        "authority": programme.letter.authority,
        "addressee": programme.letter.addressee,
        "agenda": {
            "name": programme.agenda.name,
            "short": programme.agenda.short,
            "description": programme.agenda.description,
            "term": programme.agenda.term,
            "informed_on": dutch_date(programme.agenda.informed_on),
            "kamerbrief": _kamerbrief(programme.agenda.kamerbrief),
        },
        "edition": _edition(edition),
        "earlier": [_edition(e) for e in earlier if e.past],
        "corrected": _corrected(programme, consolidation.corrects),
        "kamerbrief": {"expected": edition.kamerbrief_expected or "", **_sender(programme, edition)},
        "attachment": {"title": edition.title, "file": REPORT_PDF},
        "groups": list(_groups(programme, consolidation)),
        "contributors": len(consolidation.used),
        "actions": figures.actions,
        "progress": _progress(figures, not_reported),
        "pillars": list(_pillars(programme, figures, not_reported)),
        "participation": figures.participation.model_dump(),
        "roles": [
            {"role": r.role.value, "count": r.count}
            for r in reversed(figures.roles)  # the deepest role first
            if r.count and r.role is not ProvinceRole.NONE
        ],
        "sisters": [
            {"title": s.title, "form": s.form, "sent": dutch_date(s.sent), "link": s.link} for s in programme.sisters
        ],
        "money": any(action.money for action in consolidation.actions),
    }


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "title": edition.title,
        "year": edition.year,
        "ordinal": edition.ordinal,
        "ordinal_words": ordinal_words(edition.ordinal),
        "period": period_text(edition.period_start, edition.period_end),
        "reference": edition.reference or "",
        "letter_sent": dutch_date(edition.letter_sent) if edition.letter_sent else "",
        "kamerbrief": _kamerbrief(edition.kamerbrief),
    }


def _corrected(programme: Programme, corrected: Corrected | None) -> dict[str, Any] | None:
    if corrected is None:
        return None
    reference = () if corrected.reference is None else (f"kenmerk {corrected.reference}",)
    return {
        "title": programme.edition(corrected.edition).title,
        "sent": dutch_date(corrected.sent),
        "marks": [*reference, f"nummer {corrected.number}"],
        "letter": corrected.letter,
        "report": corrected.report,
    }


def _kamerbrief(reference: KamerbriefReference | None) -> dict[str, str] | None:
    if reference is None:
        return None
    return {
        "date": dutch_date(reference.date),
        "dossier": reference.dossier,
        "number": reference.number,
        "sender": reference.sender,
    }


def sender_of(programme: Programme, edition: Edition) -> str | None:
    """Who sends it to the Tweede Kamer: as recorded, else whoever sent the last one on record, else nobody known."""
    on_record = [edition.kamerbrief, *(e.kamerbrief for e in reversed(programme.earlier(edition)))]
    known = next((k for k in [*on_record, programme.agenda.kamerbrief] if k is not None), None)
    return known.sender if known else None


def _sender(programme: Programme, edition: Edition) -> dict[str, str]:
    known = sender_of(programme, edition)
    return {} if known is None else {"sender": known}


def _groups(programme: Programme, consolidation: Consolidation) -> Iterable[dict[str, Any]]:
    used = {u.partner for u in consolidation.used}
    names: dict[str, list[str]] = {}
    for partner in programme.partners:
        if partner.id in used:
            names.setdefault(partner.group, []).append(partner.short)
    return ({"name": group, "partners": partners} for group, partners in names.items())


def _counts(counts: Iterable[StatusCount], not_reported: str) -> list[str]:
    return [f"{number_words(c.count)} {c.status.value if c.status else not_reported}" for c in counts if c.count]


def _progress(figures: Figures, not_reported: str) -> dict[str, Any]:
    return {**figures.progress.model_dump(), "counts": _counts(figures.counts, not_reported)}


def _pillars(programme: Programme, figures: Figures, not_reported: str) -> Iterable[dict[str, Any]]:
    names = {p.id: p.name for p in programme.pillars}
    for pillar in figures.pillars:
        yield {
            "name": names[pillar.pillar],
            "words": pillar.progress.words,
            "on_schedule": pillar.progress.on_schedule,
            "total": pillar.progress.total,
            "counts": _counts(pillar.counts, not_reported),
        }
