"""Everybody who may knock at the desk, and how each of them is known there."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final

from bna_pipeline.model.access import LinkPurpose, NewLink, Visitor
from bna_pipeline.model.programme import Person, Programme, Role
from bna_pipeline.portal.api import PREFIX
from bna_pipeline.portal.matrix import Own
from bna_pipeline.wiring import App

OWN_KEYS: Final = {"partner": Own.PARTNER, "stage": Own.STAGE, "field": Own.FIELD, "person": Own.SELF}
"""The names in a path that may be somebody's own."""


@dataclass(frozen=True)
class Caller:
    """Who knocks, and with what.

    Attributes:
        person: None: nobody of the programme.
        link: what a link was given to him for, with its subject and edition; None: he is signed in, or has a key.
    """

    name: str
    visitor: Visitor | None
    person: Person | None = None
    link: tuple[LinkPurpose, str | None, str] | None = None

    def own(self, programme: Programme, key: str) -> tuple[str, ...]:
        """What is his own of a partner, stage, field or person."""
        if self.person is None:
            return ()
        match OWN_KEYS[key]:
            case Own.PARTNER:
                return () if self.person.partner is None else (self.person.partner,)
            case Own.STAGE:
                return tuple(s.id for s in programme.review if self.person.id in {r.person for r in s.reviewers})
            case Own.FIELD:
                return tuple(s.field for s in programme.letter.signatories if s.person == self.person.id)
            case Own.SELF:
                return (self.person.id,)

    def subjects(self, programme: Programme, key: str) -> tuple[str, ...]:
        """One that is his own, where he has one, and one that is not."""
        every = {
            "partner": [p.id for p in programme.partners],
            "stage": [s.id for s in programme.review],
            "field": [s.field for s in programme.letter.signatories],
            "person": [p.id for p in programme.people],
        }[key]
        mine = self.own(programme, key)
        return (*mine[:1], *[other for other in every if other not in mine][:1])


class Doorbell:
    """Gives callers what they need to be known: keys for the API, sessions for pages.

    Args:
        edition: of the app's project.
    """

    def __init__(self, app: App, edition: str) -> None:
        self._app, self._edition = app, edition
        self.programme, _ = app.programme_and_edition(edition)
        self._sessions: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    @cached_property
    def callers(self) -> tuple[Caller, ...]:
        """Nobody, a stranger, somebody of every role, and who comes by a link of each kind and of another edition."""
        people = [next(p for p in self.programme.people if role in p.roles) for role in Role]
        staff = [Caller(role.value, self._signed_in(p), p) for role, p in zip(Role, people, strict=True)]
        who = dict(zip(Role, people, strict=True))
        stage = next(s.id for s in self.programme.review if who[Role.REVIEWER].id in {r.person for r in s.reviewers})
        field = next(s.field for s in self.programme.letter.signatories if s.person == who[Role.SIGNER].id)
        links = (
            self._linked(who[Role.REVIEWER], LinkPurpose.REVIEW, stage),
            self._linked(who[Role.CONTRIBUTOR], LinkPurpose.SUBMIT, who[Role.CONTRIBUTOR].partner),
            self._linked(who[Role.SECRETARY], LinkPurpose.ADOPT, None),
            self._linked(who[Role.SIGNER], LinkPurpose.SIGN, field),
            self._linked(who[Role.MANDATE_HOLDER], LinkPurpose.SETTLE_MANDATE, None),
            self._linked(who[Role.COORDINATOR], LinkPurpose.SIGN_IN, None),
            self._linked(who[Role.REVIEWER], LinkPurpose.REVIEW, stage, self._another_edition),
            self._linked(who[Role.COORDINATOR], LinkPurpose.SIGN_IN, None, self._another_edition),
        )
        stranger = Visitor(person="vreemde", how="oidc:id.example.org:1", claim="vreemde@example.com")
        return (Caller("nobody", None), Caller("a stranger", stranger), *staff, *links)

    @property
    def _another_edition(self) -> str:
        return next(e.id for e in self.programme.editions if e.id != self._edition)

    def _signed_in(self, person: Person) -> Visitor:
        return Visitor(person=person.id, how=f"key:{person.id}", programme=self.programme.id)

    def _linked(self, person: Person, purpose: LinkPurpose, subject: str | None, edition: str | None = None) -> Caller:
        now, of = self._app.clock.now(), edition or self._edition
        wanted = NewLink(
            person=person.id, edition=of, purpose=purpose, subject=subject, expires=now + timedelta(days=1)
        )
        _, link = self._app.access.look(self._app.access.issue_link(wanted, now), now)
        assert link is not None
        name = f"link for {purpose.name.lower()}{'' if edition is None else f' of {edition}'}"
        return Caller(name, self._app.visitor_linked(link), person, (purpose, subject, of))

    def headers(self, caller: Caller, path: str, *, form_token: bool = True) -> dict[str, str]:
        """What a request of this caller carries: a key under `/api/`, elsewhere a session and a form's token."""
        if caller.visitor is None:
            secret = secrets.token_urlsafe(32)
            browser = {"cookie": f"bna-venster={secret}", "x-token": form_token_of(secret)}
            return browser if form_token and not path.startswith(PREFIX) else {}
        if path.startswith(PREFIX):
            if caller.link is not None or caller.person is None:
                return {}
            return {"authorization": f"Bearer {self._key(caller.person)}"}
        session = self._sessions.get(caller.name)
        if session is None:
            session = self._app.access.open_session(caller.visitor, self._app.clock.now())
            self._sessions[caller.name] = session
        return {"cookie": f"bna={session}", **({"x-token": form_token_of(session)} if form_token else {})}

    def _key(self, person: Person) -> str:
        if person.id not in self._keys:
            self._keys[person.id] = self._app.access.make_key(
                f"proef-{person.id}", person.id, self.programme.id, self._app.clock.now()
            )
        return self._keys[person.id]


def form_token_of(secret: str) -> str:
    """A token as a page of this browser has it (`portal/security/tokens.py`)."""
    name = secrets.token_urlsafe(16)
    mac = hmac.digest(secret.encode(), b"form\n" + name.encode(), "sha256")
    return f"{name}.{mac.hex()}"
