"""The register of editions, completed with what the ledger says of those that went out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bna_pipeline.model.errata import chain
from bna_pipeline.model.events import Entry
from bna_pipeline.model.programme import Edition, KamerbriefReference, Programme
from bna_pipeline.model.release_events import KamerbriefSeen, ReleaseFired
from bna_pipeline.rounds.terms import local_day


def with_what_went_out(
    programme: Programme, edition: Edition, entries_of: Callable[[Edition], Iterable[Entry]]
) -> Programme:
    """The programme with the dates on which the editions before this one were sent, where only the ledger has them;
    of an erratum also those of what it corrects.

    The letter names the dates of all earlier editions (`domain.md`, "The letter"). What the register says itself
    stands; this edition and later ones stay as they are, so that a release changes no digest of its own edition.

    Args:
        programme: of all years.
        entries_of: the ledger of an edition; asked only of an earlier one that has no `letter_sent`.
    """
    last_sender = programme.agenda.kamerbrief.sender if programme.agenda.kamerbrief is not None else None
    found: dict[str, Edition] = {}
    for earlier in (*programme.earlier(edition), *reversed(chain(programme, edition))):
        if not earlier.past:
            found[earlier.id] = earlier = _sent(earlier, entries_of(earlier), programme, last_sender)
        last_sender = earlier.kamerbrief.sender if earlier.kamerbrief is not None else last_sender
    if all(found[e.id] is e for e in programme.editions if e.id in found):
        return programme
    return programme.model_copy(update={"editions": tuple(found.get(e.id, e) for e in programme.editions)})


def _sent(edition: Edition, entries: Iterable[Entry], programme: Programme, sender: str | None) -> Edition:
    """The edition with its dates, when its ledger says that it was released."""
    kamerbrief: KamerbriefSeen | None = None
    for entry in entries:
        if isinstance(entry.event, KamerbriefSeen):
            kamerbrief = entry.event
        elif isinstance(entry.event, ReleaseFired):
            reference = edition.kamerbrief or _reference(kamerbrief, programme, sender)
            return edition.model_copy(update={"letter_sent": local_day(entry.at), "kamerbrief": reference})
    return edition


def _reference(seen: KamerbriefSeen | None, programme: Programme, sender: str | None) -> KamerbriefReference | None:
    # Who sent it does not stand in what was recorded of the letter; without an earlier one nobody is named.
    if seen is None or sender is None:
        return None
    return KamerbriefReference(
        date=seen.kamerbrief.date,
        dossier=programme.delivery.kamerbrief_dossier,
        number=seen.kamerbrief.number,
        sender=sender,
    )
