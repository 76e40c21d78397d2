"""What goes wrong with keys, certificates, timestamps and signatures."""

from __future__ import annotations

from bna_pipeline.errors.root import BnaError


class SigningError(BnaError):
    code = "SIG-001"


class KeyUnusable(SigningError):
    """A key is missing or damaged, its passphrase or PIN is wrong, or its certificate is no good."""

    code = "SIG-002"


class ByteRuleBroken(SigningError):
    """A signed letter is more than the adopted letter plus its signatures."""

    code = "SIG-003"


class FieldMissing(SigningError):
    code = "SIG-004"


class CertificateExpired(KeyUnusable):
    """A certificate in the chain is not valid at the moment that counts."""

    code = "SIG-005"


class CertificateRevoked(KeyUnusable):
    """Its issuer took a certificate back."""

    code = "SIG-006"


class CertificateUntrusted(KeyUnusable):
    """A certificate does not lead to an issuer that the settings trust, or is not meant for this use."""

    code = "SIG-007"


class RevocationUnknown(SigningError):
    """The issuer's service does not say whether a certificate was revoked; it may be tried again."""

    code = "SIG-008"


class TimestampFailed(SigningError):
    """The timestamp authority gave no token, or one that is no good; it may be tried again."""

    code = "SIG-009"


class LevelMissing(SigningError):
    """A letter signed elsewhere lacks what the settings ask of a signature, such as a timestamp."""

    code = "SIG-010"
