"""What anyone may have of an edition: nothing before its release, and then exactly the files that were frozen."""

from __future__ import annotations

from datetime import date
from typing import Final

from bna_pipeline.model.base import EditionId, FileDigest, Frozen, Line, Moment, Sha256
from bna_pipeline.model.delivery import PageRule
from bna_pipeline.model.draft import LETTER_HTML, LETTER_PDF, REPORT_HTML, REPORT_PDF
from bna_pipeline.model.round import Contact
from bna_pipeline.pipeline.channels import files_for
from bna_pipeline.pipeline.person_letters import asked
from bna_pipeline.pipeline.released_mails import released_at
from bna_pipeline.pipeline.tools import Tools, blob_of, state

_ORDER: Final = (LETTER_PDF, LETTER_HTML, REPORT_PDF, REPORT_HTML)


class Published(Frozen):
    """What the public page of an edition shows.

    Attributes:
        title: of the report, which is the letter's subject.
        authority, addressee: whose letter it is, and to whom.
        sample: these are no real documents.
        files: the letter first, then its attachment; of each the PDF, then the web page.
        released_at: when the embargo was lifted.
        package: digest of what was frozen.
        letter_reference: the mark in the letter's head.
        number, decided_on: of the decision with which the letter was adopted.
        contact: whom to ask.
        corrects: the edition that this one corrects; None: none.
    """

    edition: EditionId
    title: Line
    programme: Line
    authority: Line
    addressee: Line
    sample: bool
    files: tuple[FileDigest, ...]
    released_at: Moment
    package: Sha256
    letter_reference: Line | None = None
    number: Line | None = None
    decided_on: date | None = None
    contact: Contact
    corrects: EditionId | None = None

    @property
    def heading(self) -> str:
        """The title; of an erratum one that says so."""
        says_so = self.corrects is None or self.title.casefold().startswith("erratum")
        return self.title if says_so else f"Erratum: {self.title}"

    def file(self, name: str) -> FileDigest | None:
        return next((file for file in self.files if file.name == name), None)


def published(tools: Tools) -> Published | None:
    """What the page shows; None while nothing may be seen, or when the programme has no public page."""
    rule = next((r for r in tools.programme.delivery.channels if isinstance(r, PageRule)), None)
    now = state(tools)
    if rule is None or now.fired is None or now.armed is None or now.fired.package != now.armed.digest:
        return None
    frozen = {file.name.removeprefix("data/"): file for file in now.armed.files if file.name.startswith("data/")}
    names = sorted(files_for(rule, {file.name: b"" for file in now.armed.files}), key=_ORDER.index)
    return Published(
        edition=tools.id,
        title=tools.edition.title,
        programme=tools.programme.name,
        authority=tools.programme.letter.authority,
        addressee=tools.programme.letter.addressee,
        sample=tools.sample,
        files=tuple(frozen[name].model_copy(update={"name": name}) for name in names),
        released_at=released_at(tools),
        package=now.armed.digest,
        letter_reference=tools.edition.reference,
        number=None if now.adoption is None else now.adoption.number,
        decided_on=None if now.adoption is None else now.adoption.date,
        contact=asked(tools),
        corrects=tools.edition.corrects,
    )


def published_bytes(tools: Tools, shown: Published, name: str) -> bytes | None:
    """The bytes of a file that the page shows, held against its digest; None: it shows no such file.

    Raises:
        BytesChanged, StorageError.
    """
    file = shown.file(name)
    return None if file is None else blob_of(tools, file)
