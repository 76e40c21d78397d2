"""What counts now: of each partner which version, what is still open, and whether the last draft was made from it."""

from __future__ import annotations

from collections.abc import Mapping

from bna_pipeline.contributions.conflicts import VERSION, choices, conflicts
from bna_pipeline.contributions.gaps import gaps
from bna_pipeline.contributions.versions import Standing, which_counts
from bna_pipeline.model.base import PartnerId, Sha256, digest_of
from bna_pipeline.model.consolidation import Conflict, Settlement
from bna_pipeline.model.contribution import Contribution, Editorial
from bna_pipeline.model.events import REDACTIE, ContributionChecked
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.merging import merged
from bna_pipeline.pipeline.tools import Tools, load
from bna_pipeline.rounds.asked import Seat, everyone_asked, seat_of
from bna_pipeline.rounds.closing import missing


def standings(tools: Tools, now: EditionState, *, signed_off: bool = True) -> dict[Seat, Standing]:
    """Per partner, or department of a partner, and for the redactie, which version counts.

    A version that came after the round was closed counts once it is admitted; that of a partner which asks for it, once
    its own house agreed with it.

    Args:
        signed_off: False passes over whether the house agreed, for an edition that is behind us.
    """
    return _standings(tools, now, now.settlements, signed_off=signed_off)


def _standings(
    tools: Tools, now: EditionState, settlements: tuple[Settlement, ...], *, signed_off: bool = True
) -> dict[Seat, Standing]:
    found = {}
    for partner in sorted({c.partner for c in now.checked}):
        checked = [c for c in now.checked_from(partner) if _may_count(tools, now, c, signed_off=signed_off)]
        for department in sorted({c.department for c in checked}, key=lambda d: d or ""):
            of_it = [c for c in checked if c.department == department]
            seat = Seat(partner, department)
            found[seat] = which_counts(partner, of_it, settlements, subject=seat.name)
    return found


def _may_count(tools: Tools, now: EditionState, checked: ContributionChecked, *, signed_off: bool) -> bool:
    if (checked.partner, checked.original) in now.late:
        return False
    return not (signed_off and needs_sign_off(tools, now, checked.partner, checked.original))


def needs_sign_off(tools: Tools, now: EditionState, partner: PartnerId, original: Sha256) -> bool:
    """Whether the partner's own house must still agree with a version."""
    asks = any(p.id == partner and p.sign_off is not None for p in tools.programme.partners)
    return asks and not now.is_signed_off(partner, original)


def counting_versions(tools: Tools, now: EditionState) -> dict[Seat, ContributionChecked]:
    """The versions that count, by who sent them (and the redactie's)."""
    return {seat: s.counting for seat, s in standings(tools, now).items() if s.counting is not None}


def originals(tools: Tools, now: EditionState) -> dict[str, Sha256]:
    """Per partner (and the redactie) what counts, by partner id; those without it are left out.

    That is the original's digest, or where departments sent one each, a digest over theirs.
    """
    return {partner: _together(versions) for partner, versions in _by_partner(counting_versions(tools, now)).items()}


def _by_partner(versions: Mapping[Seat, ContributionChecked]) -> dict[str, dict[str | None, ContributionChecked]]:
    found: dict[str, dict[str | None, ContributionChecked]] = {}
    for seat, checked in versions.items():
        found.setdefault(seat.partner, {})[seat.department] = checked
    return found


def _together(versions: Mapping[str | None, ContributionChecked]) -> Sha256:
    if set(versions) == {None}:
        return versions[None].original
    return digest_of({department or "": checked.original for department, checked in versions.items()})


def counting(tools: Tools, now: EditionState, *, signed_off: bool = True) -> dict[str, tuple[Sha256, Contribution]]:
    """The contributions that count, by partner: what `originals` gives, and what was read from it.

    Args:
        signed_off: as `standings`.
    """
    standing = standings(tools, now, signed_off=signed_off)
    counts = {seat: s.counting for seat, s in standing.items() if s.counting is not None}
    found = {}
    for partner, versions in _by_partner(counts).items():
        read = {} if partner == REDACTIE else _read(tools, versions)
        if read:
            found[partner] = (_together(versions), merged(tools.programme, partner, read))
    return found


def counting_in_parts(tools: Tools, now: EditionState) -> dict[str, dict[str | None, Contribution]]:
    """The contributions that count of partners of whom more than one does: by department."""
    by_partner = _by_partner(counting_versions(tools, now))
    return {partner: _read(tools, versions) for partner, versions in by_partner.items() if len(versions) > 1}


def _read(tools: Tools, versions: Mapping[str | None, ContributionChecked]) -> dict[str | None, Contribution]:
    return {
        department: load(tools, Contribution, checked.contribution)
        for department, checked in versions.items()
        if checked.contribution is not None
    }


def counting_editorial(tools: Tools, now: EditionState) -> tuple[Sha256, Editorial] | None:
    """The redactie that counts: the original's digest and what was read from it."""
    checked = which_counts(REDACTIE, now.checked_from(REDACTIE), now.settlements).counting
    if checked is None or checked.contribution is None:
        return None
    return checked.original, load(tools, Editorial, checked.contribution)


def open_conflicts(
    tools: Tools, now: EditionState, found: Mapping[str, tuple[Sha256, Contribution]] | None = None
) -> tuple[Conflict, ...]:
    """What partners contradict each other on, and versions of one moment, that nobody has settled.

    Args:
        found: what `counting` gave for the same state, where the caller has it already.
    """
    versions = [s.conflict for s in standings(tools, now).values() if s.conflict is not None]
    contributions = {partner: c for partner, (_, c) in (counting(tools, now) if found is None else found).items()}
    return (*versions, *conflicts(tools.programme, contributions, now.settlements))


def all_conflicts(tools: Tools, now: EditionState) -> tuple[Conflict, ...]:
    """As `open_conflicts`, with those that were settled and reports that are owed: all in which there is a choice."""
    versions = [standing.conflict for standing in _standings(tools, now, ()).values()]
    contributions = {partner: c for partner, (_, c) in counting(tools, now).items()}
    found = (*conflicts(tools.programme, contributions, ()), *gaps(tools.programme, contributions, ()))
    return (*(v for v in versions if v is not None), *found)


def sides(conflict: Conflict) -> tuple[str, ...]:
    """What can be chosen: an original's digest (version), or a partner; `settling.choices` knows what else."""
    return choices(conflict)


def conflict_sentence(now: EditionState, conflict: Conflict) -> str:
    """A contradiction as a Dutch phrase: what it is about and its sides, each as `bna settle --choose` takes it."""
    if conflict.field != VERSION:
        sides = ", ".join(f"{partner} zegt {value}" for partner, value in conflict.values)
        about = "" if conflict.about is None else f" (‘{conflict.about}’)"
        return f"{conflict.subject}{about}: {sides}"
    names = {r.file.sha256: r.file.name for r in now.received_from(seat_of(conflict.subject).partner)}
    sides = ", ".join(f"{names[original]} (SHA-256 {original})" for _, original in conflict.values)
    return f"{conflict.subject}: versies met hetzelfde moment van verzenden: {sides}"


def missing_partners(tools: Tools, now: EditionState) -> tuple[str, ...]:
    """Partners that report on an action and have no contribution that counts."""
    return missing(tools.programme, originals(tools, now))


def missing_seats(tools: Tools, now: EditionState) -> tuple[Seat, ...]:
    """As `missing_partners`, with of a partner in departments those that have none; in the programme's order."""
    counts = counting_versions(tools, now)
    whole = {seat.partner for seat in counts if seat.department is None}
    return tuple(
        one.seat for one in everyone_asked(tools.programme) if one.seat not in counts and one.partner.id not in whole
    )


def missing_by_partner(tools: Tools, now: EditionState) -> dict[str, list[str | None]]:
    """Whose contribution is not in: by partner its departments, or None where it has none."""
    found: dict[str, list[str | None]] = {}
    for seat in missing_seats(tools, now):
        found.setdefault(seat.partner, []).append(seat.department)
    return found


def draft_inputs(tools: Tools, now: EditionState) -> Sha256 | None:
    """Digest over everything a draft is made from; None when there is no redactie that counts."""
    from bna_pipeline.pipeline.moving import inputs_before  # here, because what moved follows from what counted

    contributions = originals(tools, now)
    editorial = contributions.pop(REDACTIE, None)
    if editorial is None:
        return None
    before = inputs_before(tools, now)
    return digest_of(
        {
            **({} if before is None else {"before": before}),
            "programme": tools.programme_digest,
            "templates": tools.templates_digest,
            "contributions": contributions,
            "editorial": editorial,
            "settlements": [s.model_dump(mode="json") for s in now.settlements],
        }
    )


def draft_is_current(tools: Tools, now: EditionState) -> bool:
    """Whether the last draft was made from what counts now."""
    return bool(now.drafts) and now.drafts[-1].inputs == draft_inputs(tools, now)
