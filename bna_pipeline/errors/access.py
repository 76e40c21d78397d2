"""Why somebody does not come in at the desk, or not by this way."""

from __future__ import annotations

from typing import ClassVar

from bna_pipeline.errors.root import BnaError


class AccessError(BnaError):
    """Root of what the desk refuses at its door.

    Attributes:
        status: the HTTP status of the page that says so (RFC 9110).
    """

    code = "ACC-001"
    status: ClassVar[int] = 403


class SignInNotConfigured(AccessError):
    """Nobody set up an identity provider."""

    code = "ACC-002"
    status = 404


class SignInExpired(AccessError):
    """What came back from the identity provider was not asked here, not lately, not by this browser, or twice."""

    code = "ACC-003"
    status = 400


class SignInRefused(AccessError):
    """The identity provider says no, or the person broke it off."""

    code = "ACC-004"
    status = 403


class TokenInvalid(AccessError):
    """What the identity provider gave breaks a rule of OpenID Connect; the message says which."""

    code = "ACC-005"
    status = 403


class ProviderUnreachable(AccessError):
    """The identity provider does not answer, or not as one."""

    code = "ACC-006"
    status = 502


class NobodyKnown(AccessError):
    """The identity provider vouches for somebody who is in no programme."""

    code = "ACC-007"
    status = 403


class SeveralKnown(AccessError):
    """One account belongs to several persons of a programme."""

    code = "ACC-008"
    status = 403


class LinkUnknown(AccessError):
    """A link that nobody gave, or of which a character is wrong."""

    code = "ACC-009"
    status = 404


class LinkOver(AccessError):
    """A link that is used, expired or taken back."""

    code = "ACC-010"
    status = 410


class LinkOfAnother(AccessError):
    """Somebody else is signed in in this browser."""

    code = "ACC-011"
    status = 403


class FormForged(AccessError):
    """A form that this desk did not make for this browser, or that came from another site."""

    code = "ACC-012"
    status = 403


class FormSentBefore(AccessError):
    """A form is sent a second time; the first one counts."""

    code = "ACC-013"
    status = 409


class TooMuch(AccessError):
    """What is sent is longer than the desk reads."""

    code = "ACC-014"
    status = 413


class TooOften(AccessError):
    """More attempts than anybody needs.

    Attributes:
        seconds: after how many it can be tried again.
    """

    code = "ACC-015"
    status = 429

    def __init__(self, message: str, mend: str = "", *, seconds: int = 60) -> None:
        super().__init__(message, mend)
        self.seconds = seconds


class WrongAddress(AccessError):
    """The browser asks for another host than the desk is."""

    code = "ACC-016"
    status = 421


class KeyRefused(AccessError):
    """An API key that does not work."""

    code = "ACC-017"
    status = 401


class NameTaken(AccessError):
    """A name that is given once was given before."""

    code = "ACC-018"
    status = 409
