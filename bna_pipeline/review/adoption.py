"""Adoption by GS, and the only place that makes an `Approved` (`design.md`, "What is approved, to the byte")."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as calendar_date
from typing import Final

from bna_pipeline.errors import BytesChanged, NotAllowed, NotApproved, NothingToWithdraw, TransitionRefused, WrongUse
from bna_pipeline.model.base import FileDigest, PersonId, Sha256
from bna_pipeline.model.draft import Adoption, Approved, Decision, Draft, Outcome, documents_beside
from bna_pipeline.model.events import AdoptionWithdrawn
from bna_pipeline.model.programme import Programme, Role
from bna_pipeline.review.delegation import person_of
from bna_pipeline.review.route import missing_of
from bna_pipeline.review.standing import ReviewStanding, standing

YEARS: Final = 25
"""Further after the edition's period no decision is taken on it; a sample may be old when somebody tries it out."""


def adopt(
    programme: Programme,
    draft: Draft,
    decisions: Sequence[Decision],
    *,
    date: calendar_date,
    number: str,
    outcome: Outcome,
    holder: PersonId | None,
    files_now: tuple[FileDigest, ...],
    recorded_by: PersonId | None = None,
    earlier: Adoption | None = None,
) -> Adoption:
    """GS's decision on exactly the files of this draft: length and SHA-256 of each. Nothing is rendered.

    Args:
        date, number: of GS's decision.
        holder: who may settle editorial changes; given with a mandate and only then.
        files_now: the draft's files as they are at this moment, hashed again.
        recorded_by: who records it; must have the role of secretary when given.
        earlier: the decision that holds now, if there is one.

    Raises:
        TransitionRefused: a mandate is open; it is settled or withdrawn first, so that nobody's mandate ends unnoticed.
        NotApproved: a stage is not satisfied for this draft; the message says who is missing.
        BytesChanged: a file is not the one that was reviewed; the message names it.
        NotAllowed: the holder or the recorder has not the role for it.
        WrongUse: no decision number, a year that cannot be, a mandate without a holder, or a holder without a mandate.
    """
    if recorded_by is not None:
        _require_role(programme, recorded_by, Role.SECRETARY, "legt geen besluiten van GS vast")
    if earlier is not None and not earlier.settled:
        raise TransitionRefused(
            f"Onder besluit {earlier.number} staat nog een mandaat open.",
            f"Laat {earlier.mandate_holder} het afronden, of trek het besluit eerst in met "
            f"`bna adopt {draft.edition} --withdraw --reason REDEN`.",
        )
    if not number.strip():
        raise WrongUse("Een besluit van GS heeft een nummer.", "Geef het nummer van de besluitenlijst.")
    _require_likely(programme, draft, date)
    _require_holder(programme, outcome, holder)
    _require_route(programme, draft, decisions)
    _require_same_files(draft.files, files_now, f"concept {draft.version}")
    return Adoption(
        date=date,
        number=number,
        outcome=outcome,
        draft=draft.version,
        files=draft.files,
        mandate_holder=holder,
        settled=outcome is not Outcome.MANDATE,
    )


def settle_mandate(
    programme: Programme,
    draft: Draft,
    decisions: Sequence[Decision],
    adoption: Adoption,
    *,
    given_by: PersonId,
    comparison: Sha256 | None,
    files_now: tuple[FileDigest, ...],
) -> Adoption:
    """The mandate's holder approves the final bytes: the adoption as it stands from now on.

    Args:
        draft: the final draft; the route must be satisfied for it too.
        adoption: GS's decision with a mandate that is still open.
        given_by: who settles it.
        comparison: the blob that shows what changed since GS saw it; None only when nothing did.
        files_now: the final files, hashed again.

    Raises:
        TransitionRefused: no mandate is open.
        NotAllowed: someone else than the holder.
        NotApproved: a stage is not satisfied for the final draft.
        BytesChanged: a file is not the final draft's; the message names it.
        WrongUse: the files changed since GS saw them, and the comparison is missing.
    """
    if adoption.outcome is not Outcome.MANDATE or adoption.settled:
        raise TransitionRefused("Er staat geen mandaat open.", "Een mandaat wordt één keer afgerond.")
    if given_by != adoption.mandate_holder:
        raise NotAllowed(
            f"{person_of(programme, given_by).name} heeft het mandaat niet.",
            f"Alleen {person_of(programme, adoption.mandate_holder or given_by).name} kan het afronden.",
        )
    if comparison is None and draft.files != adoption.files:
        raise WrongUse(
            f"Concept {draft.version} is anders dan wat GS zagen, en de vergelijking ontbreekt.",
            "Geef de vergelijking met het vastgestelde concept mee.",
        )
    _require_route(programme, draft, decisions)
    _require_same_files(draft.files, files_now, f"concept {draft.version}")
    return adoption.model_copy(
        update={"draft": draft.version, "files": draft.files, "settled": True, "comparison": comparison}
    )


def withdraw(
    programme: Programme, adoption: Adoption | None, *, by: PersonId, reason: str, fields: Sequence[str], armed: bool
) -> AdoptionWithdrawn:
    """GS's decision no longer holds: a signer refuses, a mandate's holder left, or the bytes must change after all.

    The letter is never mended: with the decision its signatures go, and the way to a release begins at the draft.

    Args:
        adoption: the decision that holds now; its mandate may still be open.
        by: who records it.
        fields: the signature fields that are filled by now.
        armed: whether a release stands ready.

    Raises:
        NotAllowed: someone without the role of secretary.
        NothingToWithdraw: there is no decision.
        TransitionRefused: a release is armed.
        WrongUse: no reason.
    """
    _require_role(programme, by, Role.SECRETARY, "trekt geen besluiten van GS in")
    if adoption is None:
        raise NothingToWithdraw("Er is geen besluit van GS dat geldt.", "Er valt dus niets in te trekken.")
    if armed:
        raise TransitionRefused(
            f"De vrijgave staat klaar voor wat met besluit {adoption.number} is vastgesteld.",
            "Breek eerst de vrijgave af met `bna release EDITIE abort`.",
        )
    if not reason.strip():
        raise WrongUse("Een besluit intrekken kan niet zonder reden.", "Geef --reason; de reden komt in het logboek.")
    return AdoptionWithdrawn(number=adoption.number, reason=reason, signatures=tuple(fields))


def approved(programme: Programme, draft: Draft, decisions: Sequence[Decision], adoption: Adoption | None) -> Approved:
    """Standing decisions for every section of exactly this draft, and GS's adoption of exactly its files.

    This is the only function that makes an `Approved`.

    Raises:
        NotApproved: a stage is not satisfied, or GS have not adopted this draft, or a mandate is open.
        BytesChanged: the adoption names another length or SHA-256 for a file than the draft; the message names it.
    """
    review = _require_route(programme, draft, decisions)
    if adoption is None or adoption.outcome is Outcome.HELD:
        raise NotApproved(
            f"Concept {draft.version} is nog niet vastgesteld door GS.", "Leg het besluit vast met `bna adopt`."
        )
    if not adoption.settled:
        raise NotApproved(
            f"Concept {draft.version} is vastgesteld met een mandaat dat nog niet is afgerond.",
            "De mandaathouder moet eerst akkoord geven op de definitieve bestanden.",
        )
    if adoption.draft != draft.version:
        raise NotApproved(
            f"GS hebben concept {adoption.draft} vastgesteld, niet concept {draft.version}.",
            "Leg een besluit op het nieuwe concept vast, of ga verder met het vastgestelde.",
        )
    _require_same_files(adoption.files, draft.files, f"besluit {adoption.number}")
    return Approved(draft=draft, decisions=review.decisions, adoption=adoption)


def _require_route(programme: Programme, draft: Draft, decisions: Sequence[Decision]) -> ReviewStanding:
    review = standing(programme, decisions, (), draft)
    if not review.satisfied:
        raise NotApproved(
            f"Concept {draft.version} is nog niet in alle stappen akkoord. {' '.join(missing_of(programme, review))}",
            "Vaststellen en ondertekenen kan zodra deze besluiten er zijn.",
        )
    return review


def _require_likely(programme: Programme, draft: Draft, on: calendar_date) -> None:
    """A slip in the year ("0202") would stand in every overview and every mail."""
    edition = programme.edition(draft.edition)
    if on < edition.period_start or on.year > edition.period_end.year + YEARS:
        raise WrongUse(f"{on:%d-%m-}{on.year} kan niet de datum van het besluit zijn.", "Kijk het jaartal na.")


def _require_holder(programme: Programme, outcome: Outcome, holder: PersonId | None) -> None:
    if outcome is Outcome.MANDATE:
        if holder is None:
            raise WrongUse("Een mandaat heeft een houder nodig.", "Geef aan wie de tekst nog mag afronden.")
        _require_role(programme, holder, Role.MANDATE_HOLDER, "kan geen mandaat krijgen")
    elif holder is not None:
        raise WrongUse(
            "Er is een mandaathouder genoemd bij een besluit zonder mandaat.", "Laat de houder weg of kies 'mandate'."
        )


def _require_role(programme: Programme, person: PersonId, role: Role, otherwise: str) -> None:
    found = person_of(programme, person)
    if role not in found.roles:
        able = " of ".join(p.name for p in programme.people if role in p.roles)
        raise NotAllowed(f"{found.name} {otherwise}.", f"Dat kan alleen {able}." if able else "")


def _require_same_files(expected: Sequence[FileDigest], now: Sequence[FileDigest], source: str) -> None:
    """Every document, and each with the length and SHA-256 that were reviewed."""
    should, found = {f.name: f for f in expected}, {f.name: f for f in now}
    names = documents_beside(should)
    for name in (*names, *sorted({*should, *found} - set(names))):
        wanted, there = should.get(name), found.get(name)
        if wanted is None:
            raise BytesChanged(f"{name} hoort niet bij {source}.", "Maak een nieuw concept en laat het beoordelen.")
        if there is None:
            raise BytesChanged(f"{name} uit {source} ontbreekt.", "Zet het bestand terug of maak een nieuw concept.")
        if there != wanted:
            raise BytesChanged(
                f"{name} is niet het bestand van {source}: {_difference(wanted, there)}.",
                "Zet het beoordeelde bestand terug of maak een nieuw concept.",
            )


def _difference(wanted: FileDigest, there: FileDigest) -> str:
    if wanted.size != there.size:
        return f"het telt {there.size} bytes in plaats van {wanted.size}"
    return f"de SHA-256 begint met {there.sha256[:12]} in plaats van {wanted.sha256[:12]}"
