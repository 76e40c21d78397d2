"""What the machine's operator hands out himself: links for who has no mail or account, and keys for other programs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from bna_pipeline.errors import NotAllowed, UnknownStage, WrongUse
from bna_pipeline.identity.people import account, acting_person, require_may
from bna_pipeline.identity.visitors import claimed
from bna_pipeline.model.access import LinkPurpose, NewLink
from bna_pipeline.model.base import Slug
from bna_pipeline.model.programme import Person, Programme
from bna_pipeline.model.transitions import Act
from bna_pipeline.storage.programmes import load_programme, programme_folders
from bna_pipeline.wiring.access import LINK_PATH

if TYPE_CHECKING:
    from bna_pipeline.wiring.app import App

_ACT = {
    LinkPurpose.REVIEW: Act.DECIDE,
    LinkPurpose.SUBMIT: Act.SUBMIT,
    LinkPurpose.ADOPT: Act.ADOPT,
    LinkPurpose.SIGN: Act.SIGN,
    LinkPurpose.SETTLE_MANDATE: Act.SETTLE_MANDATE,
}
"""The act that a link is for; a person whose roles do not open it is given none."""

_NAME = TypeAdapter(Slug)


def hand_out_link(
    app: App, edition: str, person: str, purpose: LinkPurpose, subject: str | None, days: int | None
) -> str:
    """A new link, as a whole address.

    Args:
        subject: the stage, partner or signature field; None: the purpose has none.
        days: how long it works; None: as the settings say.

    Raises:
        UnknownEdition, UnknownPerson, UnknownStage, WrongUse: one of these is not there, or does not belong here.
        NotAllowed: the person's roles do not open what the link is for, or it is another's.
        StorageError.
    """
    programme, _ = app.programme_and_edition(edition)
    found = acting_person(programme, person)
    if purpose in _ACT:
        require_may(found, _ACT[purpose])
    _require_subject(programme, found, purpose, subject)
    now, desk = app.clock.now(), app.settings.desk
    link = NewLink(
        person=found.id,
        edition=edition,
        purpose=purpose,
        subject=subject,
        given_by=account(),
        expires=now + timedelta(days=desk.link_days if days is None else days),
    )
    return desk.public + LINK_PATH + app.access.issue_link(link, now)


def take_back(app: App, edition: str, person: str) -> int:
    """Take a person's unused links of an edition back, and end every session of his; how many links.

    By his account he may have come in as who another programme says that he is.

    Raises:
        UnknownEdition, UnknownPerson, ProgrammeInvalid, StorageError.
    """
    programme, _ = app.programme_and_edition(edition)
    found, now = acting_person(programme, person), app.clock.now()
    taken = app.access.revoke(found.id, now, edition)
    app.access.end_sessions(found.id)
    called = found.account or found.mail
    if called is not None:
        for folder in programme_folders(app.settings.templates):
            for other in claimed(load_programme(folder), called):
                app.access.end_sessions(other.id)
    return taken


def make_key(app: App, name: str, person: str, programme: str | None) -> str:
    """A new API key; it is told only here.

    Args:
        person: who it acts for.
        programme: whose person that is; None: there is one programme.

    Raises:
        UnknownPerson, WrongUse, ProgrammeInvalid, NameTaken, StorageError.
    """
    known = {found.id: found for found in map(load_programme, programme_folders(app.settings.templates))}
    if programme is None and len(known) == 1:
        programme = next(iter(known))
    if programme is None or programme not in known:
        raise WrongUse("Zeg met --programme voor welk programma.", f"Dat kan zijn: {', '.join(sorted(known))}.")
    found = acting_person(known[programme], person)
    try:
        _NAME.validate_python(name)
    except ValidationError as fault:
        raise WrongUse(
            f"Een sleutel kan niet {name!r} heten.",
            "Kies een naam van kleine letters, cijfers en streepjes, hooguit 64 tekens, zoals `zaaksysteem`.",
        ) from fault
    return app.access.make_key(name, found.id, programme, app.clock.now())


def _require_subject(programme: Programme, person: Person, purpose: LinkPurpose, subject: str | None) -> None:
    signs = {s.field: s.person for s in programme.letter.signatories}
    match purpose, subject:
        case LinkPurpose.REVIEW, None:
            raise WrongUse("Een link om te beoordelen is voor een stap.", "Geef --stage.")
        case LinkPurpose.REVIEW, stage if stage not in (known := [s.id for s in programme.review]):
            raise UnknownStage(f"Stap {stage!r} staat niet in het programma.", f"Er zijn: {', '.join(known)}.")
        case LinkPurpose.SUBMIT, partner if partner is None or person.partner not in (None, partner):
            raise NotAllowed(f"{person.id} stuurt niets in voor {partner}.", "Geef met --partner zijn eigen partner.")
        case LinkPurpose.SUBMIT, partner if partner not in (known := [p.id for p in programme.partners]):
            raise WrongUse(f"Partner {partner!r} staat niet in het programma.", f"Er zijn: {', '.join(known)}.")
        case LinkPurpose.SIGN, field if field is None or signs.get(field) != person.id:
            raise NotAllowed(
                f"{person.id} zet geen handtekening {field}.", f"Geef met --field een van: {', '.join(sorted(signs))}."
            )
