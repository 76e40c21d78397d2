"""Editions of a project: the next one in a file of its own, and when earlier ones went out."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bna_pipeline import pipeline
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.errata import corrected_id
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.model.transitions import Act
from bna_pipeline.rounds.errata import new_erratum
from bna_pipeline.rounds.next_edition import next_edition, require_follows, still_to_fill
from bna_pipeline.rounds.register import with_what_went_out
from bna_pipeline.rounds.terms import deadline_warning, local_day
from bna_pipeline.storage.edition_files import write_edition
from bna_pipeline.storage.programmes import programme_of, stands_in_file

if TYPE_CHECKING:
    from bna_pipeline.wiring.app import App


def prepare_edition(
    app: App, edition_id: str, *, source: str, deadline: date | None, person: str | None
) -> tuple[str, ...]:
    """See to it that an edition is known that follows on another, or corrects it: derived from it, in its own file.

    Nothing is written when it is known already, so a run that was killed before the round opened is simply repeated.

    Args:
        source: the edition before it, or the one that it corrects.
        deadline: needed when the edition is not known yet.
        person: who acts; None: the only one whose role opens a round.

    Returns:
        Dutch sentences about what was written and what is still to be filled in; none when nothing was.

    Raises:
        UnknownEdition, ProgrammeInvalid: of the source.
        UnknownPerson, NotAllowed: before anything is written.
        WrongUse, Refused: as `next_edition`, `new_erratum` and `require_follows`; no deadline; or what it would correct
            is not released.
        LeaseTaken, StorageError: it cannot be written now.
    """
    templates = app.settings.templates
    folder, programme = programme_of(templates, source)
    app.actor(source, person, Act.OPEN)
    if edition_id == source:
        raise WrongUse(f"{edition_id} kan niet op zichzelf volgen.", "Geef met --from de editie ervoor.")
    known = _known(programme, edition_id)
    if known is None and deadline is not None:
        today = local_day(app.clock.now())
        if corrected_id(edition_id) == source:
            made = new_erratum(programme, edition_id, deadline=deadline, today=today)
            pipeline.require_released(app.tools(source), edition_id)  # before anything is written
        else:
            made = next_edition(programme, edition_id, source=source, deadline=deadline, today=today)
        with app.lease.hold(edition_id):
            # Another process may have written it since; what it wrote counts, and is held against what is asked here.
            known = _known(programme_of(templates, source).programme, edition_id)
            if known is None:
                path = _readable(write_edition(folder, made, source))
                warning = deadline_warning(deadline)
                todo = still_to_fill(made, programme.edition(source), path)
                return (f"Editie {edition_id} staat in {path}.", *((warning,) if warning else ()), *todo)
    if known is None:
        raise WrongUse(f"Editie {edition_id} is nog niet bekend.", "Geef met --deadline de inleverdatum.")
    where = _readable(stands_in_file(folder, edition_id))
    require_follows(programme_of(templates, source).programme, known, source=source, deadline=deadline, where=where)
    return ()


def of_all_years(app: App, programme: Programme, edition: Edition) -> Programme:
    """The programme with the dates on which this project sent out the editions before this one."""
    return with_what_went_out(programme, edition, lambda earlier: app.entries_of(programme, earlier))


def _known(programme: Programme, edition_id: str) -> Edition | None:
    return next((e for e in programme.editions if e.id == edition_id), None)


def _readable(path: Path) -> str:
    """The path as a person can open it from where he is."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
