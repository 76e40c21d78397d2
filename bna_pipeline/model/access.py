"""Who visits the desk, how he came in, and how far that reaches."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from bna_pipeline.model.base import EditionId, Frozen, Line, Moment, PersonId, Sha256, Slug
from bna_pipeline.model.transitions import Act

LinkId = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{26}$")]
"""130 bits of the SHA-256 of a link's token (RFC 4648 base32, small letters): names a link and does not open it."""

Subject = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=64)]
"""A stage, a partner or a signature field."""

IDLE = timedelta(hours=2)
"""A session that was not used for so long is over."""

LONGEST = timedelta(hours=12)
"""No session lasts longer, however much it is used."""


class LinkPurpose(StrEnum):
    """What a link is for. Its subject is named behind it."""

    REVIEW = "beoordelen"  # a stage
    SUBMIT = "bijdrage insturen"  # a partner
    ADOPT = "vaststellen"
    SIGN = "ondertekenen"  # a signature field
    SETTLE_MANDATE = "mandaat afronden"
    SIGN_IN = "inloggen"  # a whole session; given by the machine's operator, never mailed


OPENS: dict[LinkPurpose, frozenset[Act]] = {
    LinkPurpose.REVIEW: frozenset({Act.DECIDE, Act.REMARK, Act.RETURN_WORD}),
    LinkPurpose.SUBMIT: frozenset({Act.SUBMIT}),
    LinkPurpose.ADOPT: frozenset({Act.ADOPT}),
    LinkPurpose.SIGN: frozenset({Act.SIGN, Act.REFUSE}),
    LinkPurpose.SETTLE_MANDATE: frozenset({Act.SETTLE_MANDATE}),
    LinkPurpose.SIGN_IN: frozenset(Act),
}
"""Which acts a link reaches; the person's roles must open them as well (`permissions.py`)."""


class LinkState(StrEnum):
    """What can be said of a token; only a valid one lets anybody in."""

    VALID = "geldig"
    USED = "gebruikt"
    EXPIRED = "verlopen"
    REVOKED = "ingetrokken"
    UNKNOWN = "onbekend"


class NewLink(Frozen):
    """A link that is to be given to one person, for one purpose.

    Attributes:
        subject: the stage, partner or field that it is about; None: the purpose has none.
        draft: the content digest of the draft that it was given for; None: of none.
        given_by: the operating system's account that handed it out; None: it went out by mail.
        expires: from this moment on it lets nobody in.
    """

    person: PersonId
    edition: EditionId
    purpose: LinkPurpose
    subject: Subject | None = None
    draft: Sha256 | None = None
    given_by: Line | None = None
    expires: Moment


class Link(NewLink):
    """A link that was given.

    Attributes:
        issued: when.
        used: when what it was for was done; None: not yet.
        done: what was done, as a Dutch sentence; empty as long as it was not.
    """

    id: LinkId
    issued: Moment
    used: Moment | None = None
    revoked: Moment | None = None
    done: str = ""

    @property
    def way_in(self) -> str:
        """How the ledger names who came by it: one that was handed out also names by whom."""
        return f"link:{self.id}" if self.given_by is None else f"link:{self.id}:{self.given_by}"

    @property
    def for_one_thing(self) -> bool:
        """Whether it confines who comes by it, and is used up by what it is for."""
        return self.purpose is not LinkPurpose.SIGN_IN

    def state(self, at: datetime) -> LinkState:
        """What can be said of it at a moment. Who has used it is told that, also when its days are over."""
        if self.used is not None:
            return LinkState.USED
        if self.revoked is not None:
            return LinkState.REVOKED
        return LinkState.VALID if at < self.expires else LinkState.EXPIRED


class Visitor(Frozen):
    """Who visits the desk.

    A person's id means somebody in one programme. So a visitor has a programme, or a claim by which each programme
    finds its own person (`wiring.person_of`).

    Attributes:
        how: how he came in, and the ledger's account: `oidc:<issuer's host>:<sub>`, `key:<name>`, `link:<id>`, or
            `link:<id>:<account>` where that account of the machine handed the link out.
        programme: whose person he is; None: the claim tells.
        claim: what the identity provider calls him, case folded; None: he came in otherwise.
        edition, purpose, subject: what a link confines him to; None: nothing.
    """

    person: PersonId
    how: Line
    programme: Slug | None = None
    claim: Line | None = None
    edition: EditionId | None = None
    purpose: LinkPurpose | None = None
    subject: Subject | None = None

    @property
    def link(self) -> LinkId | None:
        """The link that he came in by."""
        kind, _, rest = self.how.partition(":")
        return rest.partition(":")[0] if kind == "link" else None

    @property
    def confined(self) -> bool:
        """Whether he came by a link for one purpose."""
        return self.purpose is not None and self.purpose != LinkPurpose.SIGN_IN

    def reaches(self, edition: str, act: Act | None = None, subject: str | None = None) -> bool:
        """Whether the way he came in reaches this; what his roles open is another question.

        Args:
            act: None: he only looks.
            subject: the stage, partner or field that it is about; None: about none.
        """
        if self.edition is not None and self.edition != edition:
            return False
        if not self.confined:
            return True
        assert self.purpose is not None
        if act is not None and act not in OPENS[self.purpose]:
            return False
        return subject is None or self.subject is None or subject == self.subject


class Session(Frozen):
    """A visit that goes on.

    Attributes:
        begun, seen: when it was opened, and when it was last used (within a minute).
        link: the link that it was opened by, as it stands now; None: it was opened otherwise.
    """

    visitor: Visitor
    begun: Moment
    seen: Moment
    link: Link | None = None

    @property
    def spent(self) -> bool:
        """Whether what its link was for is done: he may look on, and do nothing more."""
        return self.link is not None and self.visitor.confined and self.link.used is not None


class SignInBegun(Frozen):
    """What must come back unchanged from the identity provider, or be known when it does.

    Attributes:
        browser: SHA-256 of the secret in the cookie of the browser that asked.
        nonce: stands in the ID token again (OpenID Connect Core 1.0, 3.1.2.1).
        verifier: PKCE's secret (RFC 7636, 4.1).
        wanted: the page that was asked for, a path of the desk's own.
    """

    browser: Sha256
    nonce: str = Field(repr=False)
    verifier: str = Field(repr=False)
    wanted: str = "/"


class ApiKey(Frozen):
    """A key of another program; who it acts for is a person of a programme.

    Attributes:
        name: who has it, such as `zaaksysteem`.
        dropped: since when it opens nothing any more.
    """

    name: Slug
    person: PersonId
    programme: Slug
    made: Moment
    dropped: Moment | None = None
