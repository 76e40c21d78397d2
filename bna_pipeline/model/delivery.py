"""How a package leaves, as data of the programme: to the ministry under embargo, on which signal, on which channels.

Addresses stand here; passwords, tokens and keys stand in the settings, under the channel's id.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bna_pipeline.model.base import Frozen, Line, PartnerId, Slug
from bna_pipeline.model.round import Contact

KAMERBRIEF_FOLDER: Final = "kamerbrief"
"""The folder of the inbox in which the Kamerbrief may be dropped."""

ChannelFiles = Literal["package", "documents", "publication"]
"""The whole package; the letter and the report as PDF; or both for publication, as PDF and as web page."""

_HOST: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\[\]:]*)(?::([0-9]{1,5}))?")


def _without_secrets(address: str) -> str:
    if "@" in address.split("/")[2]:
        raise ValueError("no name or password belongs in an address: put them in the settings, under [channels]")
    if "?" in address or "#" in address:
        raise ValueError("an address has no question mark and no #")
    host = _HOST.fullmatch(address.split("/")[2])
    if host is None or int(host[1] or 0) > 65535:
        raise ValueError("behind the host's name stands nothing, or a colon and the number of a port")
    return address


StoreAddress = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9+.-]*://[!-~]+$", max_length=500), AfterValidator(_without_secrets)
]
"""Where fsspec writes, such as `sftp://host/folder` or `s3://bucket/prefix`; without credentials."""

WebAddress = Annotated[
    str, StringConstraints(pattern=r"^https?://[!-~]+$", max_length=500), AfterValidator(_without_secrets)
]


class HandOver(Frozen):
    """The adopted report goes to this partner under embargo."""

    partner: PartnerId
    folder: Slug


class FolderRule(Frozen):
    """A folder below the edition's outbox."""

    id: Slug
    name: Line
    kind: Literal["folder"]
    target: str
    files: ChannelFiles = "documents"


class StoreRule(Frozen):
    """A file server or an object store; the edition's files stand in a folder of its id below `target`."""

    id: Slug
    name: Line
    kind: Literal["store"]
    target: StoreAddress
    files: ChannelFiles = "documents"


class MailRule(Frozen):
    """A mail to each address with the two PDFs, or with a link to the download page where they are too long to attach.

    Attributes:
        to: each gets a mail of its own, and so sees no other address.
        attach_up_to: megabytes (10^6 bytes) that the attachments may have together as they are sent, which is about
            four thirds of what they are; 0: always a link.
    """

    id: Slug
    name: Line
    kind: Literal["mail"]
    to: tuple[Contact, ...] = Field(min_length=1)
    attach_up_to: int = Field(default=20, ge=0, le=100)
    files: Literal["documents"] = "documents"


class PageRule(Frozen):
    """The public download page of the desk, with the metadata of Woo harvesters beside it."""

    id: Slug
    name: Line
    kind: Literal["page"]
    files: Literal["publication"] = "publication"


class WebhookRule(Frozen):
    """Another program is told by HTTP, with a signature (HMAC-SHA256), what was released and where it is."""

    id: Slug
    name: Line
    kind: Literal["webhook"]
    target: WebAddress
    files: ChannelFiles = "documents"


ChannelRule: TypeAlias = Annotated[
    FolderRule | StoreRule | MailRule | PageRule | WebhookRule, Field(discriminator="kind")
]
"""Where the released package goes."""


class KamerRule(Frozen):
    """The Tweede Kamer's open data is asked for the Kamerbrief, in `kamerbrief_dossier`, about `kamerbrief_words`.

    Attributes:
        document_kind: what the Kamer calls the letter.
        attachment: whether the report must be among its attachments, byte for byte; "may lack": one that is there must.
    """

    document_kind: Line = "Brief regering"
    attachment: Literal["must", "may lack"] = "must"


class MomentRule(Frozen):
    """The package goes at a minute that the coordinator sets.

    Attributes:
        confirmed: whether the coordinator must confirm it, after everything is signed and armed.
    """

    confirmed: bool = False


class SignalRules(Frozen):
    """What lifts the embargo; any one of them does.

    Attributes:
        by_hand: the coordinator hands in the Kamerbrief, with the command or at the desk.
        inbox: it may be dropped in the inbox (`kamerbrief/`), or come by mail from one of the `senders`.
        senders: addresses from which a mailed Kamerbrief is taken.
    """

    by_hand: bool = True
    inbox: bool = False
    senders: tuple[Line, ...] = ()
    tweede_kamer: KamerRule | None = None
    moment: MomentRule | None = None

    @model_validator(mode="after")
    def _one_at_least(self) -> Self:
        if not (self.by_hand or self.inbox or self.tweede_kamer or self.moment):
            raise ValueError("signal: nothing would ever lift the embargo; allow at least one")
        if self.senders and not self.inbox:
            raise ValueError("signal: senders belong to inbox: true")
        return self


class Delivery(Frozen):
    """The embargo, its signals and the channels.

    Attributes:
        kamerbrief_dossier: the Tweede Kamer's dossier, such as "29697".
        kamerbrief_words: what the Kamerbrief must speak of.
    """

    hand_over: HandOver | None = None
    channels: tuple[ChannelRule, ...] = Field(min_length=1)
    kamerbrief_dossier: Line
    kamerbrief_words: tuple[Line, ...] = ()
    signal: SignalRules = Field(default=SignalRules(), exclude_if=lambda value: value == SignalRules())
