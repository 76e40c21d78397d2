"""What DiWoo says of an edition's letter and report: the same in the package as in what harvesters read.

Only the addresses differ. In the package a document refers to the other by its identifier, for a package is kept longer
than any address; in a sitemap by where it is.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.model.identifiers import Identifier, held_on
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.record.diwoo import ADOPTION, HAS_ATTACHMENT, REFERS_TO, SIGNING, PublicDocument, document_xml

FOLDER = "metadata/diwoo/"
"""Where they lie in a package, below `data/`."""


@dataclass(frozen=True)
class PublicFacts:
    """What happened to the two documents.

    Attributes:
        letter, report: of the signed letter and the adopted report.
        adopted_on: the day of the decision.
        signed_at: when the last signature was put (aware).
        changed: when they came to be as they are, for harvesters (aware).
    """

    letter: FileDigest
    report: FileDigest
    adopted_on: date
    signed_at: datetime
    changed: datetime


def document_id(edition: str, name: str) -> str:
    """What identifies a document of a package for good, `<edition>/pakket/<name without ending>`."""
    return f"{edition}/pakket/{name.rpartition('.')[0] or name}"


def public_documents(
    programme: Programme, edition: Edition, facts: PublicFacts, address: Callable[[str, str], str] = document_id
) -> tuple[PublicDocument, ...]:
    """The letter and its attachment; nothing where the programme has no rules for it.

    Args:
        programme: one that knows the edition that this one corrects, if it corrects one.
        address: of a file, by the edition's id and the file's name.
    """
    rules = programme.publication
    if rules is None:
        return ()
    publisher = publisher_on(programme, facts.adopted_on)
    report_title = rules.report.title(edition.title)
    related = [(HAS_ATTACHMENT, address(edition.id, REPORT_PDF), report_title)]
    if edition.corrects is not None:
        related.append((REFERS_TO, address(edition.corrects, LETTER_PDF), letter_title(programme, edition.corrects)))

    def document(file: FileDigest, name: str) -> PublicDocument:
        return PublicDocument(
            address=address(edition.id, name),
            title=(rules.letter if name == LETTER_PDF else rules.report).title(edition.title),
            publisher=publisher,
            responsible=publisher,
            category=rules.category,
            kinds=(rules.letter if name == LETTER_PDF else rules.report).kinds,
            created=facts.adopted_on,
            changed=facts.changed,
            aggregate=edition.id,
            identifiers=tuple(_identifiers(edition, file, name)),
            acts=((ADOPTION, facts.adopted_on), *(((SIGNING, facts.signed_at),) if name == LETTER_PDF else ())),
            related=tuple(related) if name == LETTER_PDF else (),
        )

    return document(facts.letter, LETTER_PDF), document(facts.report, REPORT_PDF)


def letter_title(programme: Programme, edition: str) -> str:
    """The official title of an edition's letter."""
    title = next((each.title for each in programme.editions if each.id == edition), edition)
    rules = programme.publication
    return f"Statenmededeling {title}" if rules is None else rules.letter.title(title)


def public_files(documents: tuple[PublicDocument, ...]) -> dict[str, bytes]:
    """The metadata as it lies in a package, by path below `data/`."""
    return {f"{FOLDER}{one.address.rpartition('/')[2]}.xml": document_xml(one) for one in documents}


def publisher_on(programme: Programme, day: date) -> Identifier:
    """The sending authority, under the name that it had on a day; where none is known to hold then, its last."""
    own = [each for each in programme.partner(programme.province).identifiers if each.of_government]
    return held_on(own, day) or own[-1]


def _identifiers(edition: Edition, file: FileDigest, name: str) -> list[str]:
    own = [document_id(edition.id, name)]
    if name == LETTER_PDF and edition.reference is not None:
        own.append(edition.reference)
    return [*own, named_information(file)]


def named_information(file: FileDigest) -> str:
    """A file's bytes as an identifier (RFC 6920): who has the file can tell whether it is the one meant."""
    digest = urlsafe_b64encode(bytes.fromhex(file.sha256)).rstrip(b"=").decode("ascii")
    return f"ni:///sha-256;{digest}"
