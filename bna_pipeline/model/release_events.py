"""What the ledger holds of a release: arming, the moment, the signal and its doubts, attempts, and proof."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bna_pipeline.model.base import FileDigest, Frozen, Line, Moment, PersonId, Sha256, Slug, digest_of
from bna_pipeline.model.draft import Kamerbrief, Package
from bna_pipeline.model.round import absent

Zone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]+(/[A-Za-z_]+)*$", max_length=64)]
"""A name of the IANA time zone database."""


class SignalSource(StrEnum):
    """How the Kamerbrief came to us."""

    HAND = "hand"
    INBOX = "inbox"
    MAIL = "mail"
    TWEEDE_KAMER = "tweede-kamer"

    @property
    def words(self) -> str:
        """For a reader, in Dutch."""
        return {
            SignalSource.HAND: "aangeleverd door de coördinator",
            SignalSource.INBOX: "in de inbox gelegd",
            SignalSource.MAIL: "per mail binnengekomen",
            SignalSource.TWEEDE_KAMER: "gepubliceerd in de open data van de Tweede Kamer",
        }[self]


class ReleaseArmed(Frozen):
    kind: Literal["release.armed"] = "release.armed"
    package: Package


class ReleaseHeld(Frozen):
    kind: Literal["release.held"] = "release.held"
    reason: Line


class ReleaseAborted(Frozen):
    kind: Literal["release.aborted"] = "release.aborted"
    reason: Line


class KamerbriefSeen(Frozen):
    """`document` is what the source knows the letter by; None where a person handed it in."""

    kind: Literal["kamerbrief.seen"] = "kamerbrief.seen"
    kamerbrief: Kamerbrief
    source: SignalSource | None = Field(default=None, exclude_if=absent)
    document: Line | None = Field(default=None, exclude_if=absent)


class ReleaseFired(Frozen):
    """`package` is the armed digest; from here on the channels deliver.

    `kamerbrief` is None where it was the set minute that let it go.
    """

    kind: Literal["release.fired"] = "release.fired"
    package: Sha256
    kamerbrief: Sha256 | None = Field(default=None, exclude_if=absent)


class DossierMade(Frozen):
    """The archive's bag is complete in the outbox; `files` are those of the bag except its audit trail's tail.

    `tags` is the SHA-256 of its `tagmanifest-sha512.txt`, which its seal is over; None: it was made before there were
    seals.
    """

    kind: Literal["dossier.made"] = "dossier.made"
    digest: Sha256
    files: int
    tags: Sha256 | None = Field(default=None, exclude_if=absent)


class ReleasePlanned(Frozen):
    """The coordinator set the minute at which the armed package goes.

    `zone` is the one in which it was set, for who reads it back; `at` is exact.
    """

    kind: Literal["release.planned"] = "release.planned"
    at: Moment
    zone: Zone


class ReleaseUnplanned(Frozen):
    """That minute holds no longer."""

    kind: Literal["release.unplanned"] = "release.unplanned"
    reason: Line


class ReleaseConfirmed(Frozen):
    """The coordinator confirmed that this package may go at this moment."""

    kind: Literal["release.confirmed"] = "release.confirmed"
    at: Moment
    package: Sha256


class MomentReached(Frozen):
    """The minute has come, by the machine's clock and, where one is asked, by a timestamp authority's.

    `token` is a blob with the RFC 3161 token over the 32 bytes of `head`, the hash of the entry that was the last when
    the authority was asked; `vouched` is the time in it. None: no authority is configured.
    """

    kind: Literal["release.moment-reached"] = "release.moment-reached"
    planned: Moment
    token: Sha256 | None = Field(default=None, exclude_if=absent)
    vouched: Moment | None = Field(default=None, exclude_if=absent)
    head: Sha256 | None = Field(default=None, exclude_if=absent)


class ClockDoubted(Frozen):
    """The machine says that the minute has come, and the timestamp authority says otherwise: nothing goes."""

    kind: Literal["release.clock-doubted"] = "release.clock-doubted"
    planned: Moment
    vouched: Moment


class SignalDoubted(Frozen):
    """A letter that looked like the Kamerbrief and was not taken for it: the release waits for the coordinator.

    `document` is what its source knows it by: the Kamer's id, a mail's, or a file's name; `files` are what was fetched.
    """

    kind: Literal["kamerbrief.doubted"] = "kamerbrief.doubted"
    source: SignalSource
    document: Line
    why: Line
    files: tuple[FileDigest, ...] = ()

    @property
    def seen(self) -> Sha256:
        """Names all that it says, for who decides about exactly that."""
        return digest_of(self)


class DoubtSettled(Frozen):
    """The coordinator looked: it is not the Kamerbrief of this edition. Is it after all, then it is noted by hand."""

    kind: Literal["kamerbrief.doubt-settled"] = "kamerbrief.doubt-settled"
    document: Line
    reason: Line


class DeliveryPutOff(Frozen):
    """A channel did not take the package, and is tried again.

    `attempt` counts from 1; `after` is before when nobody tries it by itself.
    """

    kind: Literal["delivery.put-off"] = "delivery.put-off"
    key: Line
    channel: Slug
    said: Line
    attempt: int = Field(ge=1)
    after: Moment


class Occasion(StrEnum):
    """When the trail is timestamped."""

    ADOPTION = "vaststelling"
    SIGNING = "ondertekening"
    RELEASE = "vrijgave"


class TrailStamped(Frozen):
    """A timestamp authority vouched for the trail up to and including entry `seq`, whose hash is `head`.

    `token` is a blob with the RFC 3161 token over the 32 bytes of `head`, `at` the time in it.
    """

    kind: Literal["trail.stamped"] = "trail.stamped"
    occasion: Occasion
    seq: int = Field(ge=1)
    head: Sha256
    token: Sha256
    at: Moment
    authority: Line


class SealMade(Frozen):
    """A timestamp authority vouched for a bag: its token is over the bag's `tagmanifest-sha512.txt`, as a file."""

    kind: Literal["seal.made"] = "seal.made"
    bag: Literal["pakket", "dossier"]
    sealed: Sha256
    token: Sha256
    at: Moment
    authority: Line


class EmbargoedRead(Frozen):
    """Somebody opened a file that is under embargo; of one person and one file once a day."""

    kind: Literal["embargo.read"] = "embargo.read"
    person: PersonId
    file: FileDigest
    how: Literal["loket", "API"]


class DataDeleted(Frozen):
    """Personal data was deleted because its term ended: what, how much, and under which rule."""

    kind: Literal["data.deleted"] = "data.deleted"
    what: Line
    count: int = Field(ge=1)
    rule: Line
