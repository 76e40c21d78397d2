"""Who may open what at the desk: one table. What has no cell here does not exist for anybody.

`docs/desk-access.md` shows the same table, and a test holds every route against it, for every role and for nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.model.programme import Role


class Own(StrEnum):
    """What must be a person's own before a role opens it."""

    PARTNER = "eigen partner"  # the path's `partner` is his
    STAGE = "eigen stap"  # he, or who lets him decide in his place, is a reviewer of the path's `stage`
    FIELD = "eigen handtekening"  # the path's `field` is his to sign
    SELF = "zichzelf"  # the path's `person` is he


@dataclass(frozen=True)
class Opening:
    """Who a route is open to.

    Attributes:
        says: what is behind it, in Dutch.
        roles: who may enter, each with what must be his own (None: nothing).
        links: for which purposes a link lets one in, without roles counting for more.
        anyone: also who is not signed in.
        signed_in: whoever is signed in, whatever his roles.
    """

    says: str
    roles: Mapping[Role, Own | None] = field(default_factory=lambda: MappingProxyType({}))
    links: frozenset[LinkPurpose] = frozenset()
    anyone: bool = False
    signed_in: bool = False


def opening(
    says: str, *roles: Role, own: Mapping[Role, Own] | None = None, links: tuple[LinkPurpose, ...] = ()
) -> Opening:
    """An opening for these roles, and for those in `own` where it is their own."""
    return Opening(says, MappingProxyType({**dict.fromkeys(roles), **(own or {})}), frozenset(links))


_C, _R, _A = Role.COORDINATOR, Role.REVIEWER, Role.AUDITOR
_EVERY_ROLE = tuple(Role)
_MINE = {Role.REVIEWER: Own.STAGE}
_REVIEW = (LinkPurpose.REVIEW,)

OPENINGS: dict[str, Opening] = {
    # -- for everyone
    "health": Opening("of het bureau werkt", anyone=True),
    "static": Opening("stijlbladen, lettertypen en iconen", anyone=True),
    "start": Opening("de edities waarin u iets kunt doen", signed_in=True),
    # -- an edition
    "edition": opening(
        "overzicht van een editie: waar staat het, wie is aan zet",
        *_EVERY_ROLE,
        links=tuple(p for p in LinkPurpose if p is not LinkPurpose.SIGN_IN),
    ),
}
"""By the route's name."""
