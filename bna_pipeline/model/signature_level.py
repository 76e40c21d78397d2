"""How long a signature can be checked: the PAdES baseline levels (ETSI EN 319 142-1, clause 6)."""

from __future__ import annotations

from enum import StrEnum


class SignatureLevel(StrEnum):
    """Each level holds what the one before it holds."""

    B_B = "B-B"  # the signature alone: its time is the signer's word
    B_T = "B-T"  # a timestamp authority says when
    B_LT = "B-LT"  # certificates, and proof that they were not revoked, stand in the file
    B_LTA = "B-LTA"  # an archive timestamp over all of it

    @property
    def timestamped(self) -> bool:
        return self is not SignatureLevel.B_B

    @property
    def holds_validation_data(self) -> bool:
        return self in (SignatureLevel.B_LT, SignatureLevel.B_LTA)

    @property
    def archived(self) -> bool:
        return self is SignatureLevel.B_LTA
