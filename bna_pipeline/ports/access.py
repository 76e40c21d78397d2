"""What the desk needs to know of links, sessions and keys; tokens are kept as their SHA-256 alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bna_pipeline.model.access import ApiKey, Link, LinkPurpose, LinkState, NewLink, Session, SignInBegun, Visitor


class Access(Protocol):
    """Who may come in, for all processes of a desk. Every method raises StorageError when it cannot be asked."""

    def issue_link(self, link: NewLink, at: datetime, token_key: str | None = None) -> str:
        """Give a link; its token, 256 bits in 43 characters (RFC 4648 base64url).

        Args:
            token_key: makes the token from this and a secret, so that a mail that is sent again has the same one; the
                first of its links stands. None: by chance.
        """

    def look(self, token: str, at: datetime) -> tuple[LinkState, Link | None]:
        """What can be said of a token; changes nothing. A link comes with it unless it is unknown."""

    def use(self, link: str, at: datetime, done: str) -> bool:
        """Use a link up, by its id; of all who try exactly one hears True.

        Args:
            done: what is done with it, as a Dutch sentence.
        """

    def give_back(self, link: str, used: datetime) -> None:
        """What a link was used for was refused, or never came: it counts as not used.

        Args:
            used: when it was used for that; a use at another moment stands.
        """

    def revoke(self, person: str, at: datetime, edition: str | None = None) -> int:
        """Take a person's unused links back and end the sessions that they opened; how many links.

        A link that is being used opens nothing either, should it be given back.

        Args:
            edition: only of this one; None: of all, and all of the person's sessions end.
        """

    def forget(self, edition: str) -> None:
        """Take away every link of an edition and the sessions that they opened: it begins anew, or a term ended."""

    def held(self, edition: str) -> int:
        """How many links of an edition there are, and sessions that they opened: what `forget` takes away."""

    def open_session(self, visitor: Visitor, at: datetime, instead_of: str | None = None) -> str:
        """Open a session; its token, always a new one.

        Args:
            instead_of: the token of the session that the browser had; it ends.
        """

    def session(self, token: str, at: datetime) -> Session | None:
        """The session of a token; None: there is none, it was idle for too long or lasted too long, its link was taken
        back, or its link's time was over before it was used.
        """

    def close_session(self, token: str) -> None:
        """End a session; of one that is over nothing happens."""

    def end_sessions(self, person: str) -> None:
        """End every session of a person, however it was opened."""

    def begin_sign_in(self, state: str, begun: SignInBegun, at: datetime) -> None:
        """Keep what must come back with this `state` within ten minutes."""

    def finish_sign_in(self, state: str, at: datetime) -> SignInBegun | None:
        """What was kept with this `state`, once."""

    def make_key(self, name: str, person: str, programme: str, at: datetime) -> str:
        """Make an API key; its token, which is told only here.

        Raises:
            NameTaken: there is or was a key of that name.
        """

    def key(self, token: str) -> ApiKey | None:
        """The key of a token, unless it was dropped."""

    def all_keys(self) -> tuple[ApiKey, ...]:
        """All keys, also those that were dropped, by name."""

    def drop_key(self, name: str, at: datetime) -> bool:
        """Drop a key; False: there is none that works."""

    def attempt(self, bucket: str, at: datetime, limit: int, window: timedelta) -> bool:
        """Count an attempt; False: there were `limit` in this window already, of all processes together."""

    def once(self, name: str, at: datetime, lasts: timedelta) -> bool:
        """True for the first who brings this name, within the time that it is kept."""

    def forget_once(self, name: str) -> None:
        """The name may be brought again: what came with it was not done."""

    def close(self) -> None:
        """Let go of the connections."""


class Links(Protocol):
    """Addresses of the desk for mails."""

    def link_for(
        self,
        person: str,
        edition: str,
        purpose: LinkPurpose,
        subject: str | None,
        draft: str | None,
        key: str,
        expires: datetime,
        at: datetime,
    ) -> str | None:
        """The whole address of a one-time link; None: the desk has no address that a mail could name.

        Args:
            subject: the stage, partner or field; None: the purpose has none.
            draft: the content digest of the draft; None: of none.
            key: the mail's own; the same key gives the same address, and one link.
            expires: when it ends.
            at: now.
        """


@dataclass(frozen=True)
class Vouched:
    """Whom an identity provider vouches for.

    Attributes:
        host: the provider's, from its issuer.
        sub: what it calls him, never anybody else's (OpenID Connect Core 1.0, 2).
        claim: the value of the claim that the settings name, case folded.
    """

    host: str
    sub: str
    claim: str


class IdentityProvider(Protocol):
    """Who vouches for staff, by OpenID Connect's authorization code flow with PKCE."""

    @property
    def name(self) -> str:
        """What stands on the button."""

    def asking(self, state: str, nonce: str, verifier: str) -> str:
        """The address at the provider where a person signs in.

        Args:
            verifier: PKCE's secret; the address holds only its SHA-256.

        Raises:
            ProviderUnreachable: it does not answer, or not as an identity provider.
        """

    def vouched(self, answer: Mapping[str, str], nonce: str, verifier: str) -> Vouched:
        """Whom it vouches for.

        Args:
            answer: the parameters that the browser brought back; that the `state` is ours is for the caller to check.

        Raises:
            SignInRefused: the person broke it off, or the provider says no.
            TokenInvalid: what it gave breaks a rule; nobody is let in.
            ProviderUnreachable: as `asking`.
        """
