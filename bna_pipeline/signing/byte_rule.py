"""The byte rule (`design.md`, "What is approved, to the byte"): a signed letter is the adopted file plus signatures.

Two halves, and both are needed: the file begins with exactly the adopted bytes, and every later revision of the PDF
only fills a named signature field or adds validation data. A bar drawn over a page before the first signature keeps the
first half, and passes every check that starts at the signature.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    Reference,
    read_object,
)
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionType
from pyhanko.sign.diff_analysis.policy_api import SuspiciousModification
from pyhanko.sign.fields import enumerate_sig_fields

from bna_pipeline.model.validation import RevisionFound, RevisionKind
from bna_pipeline.signing.diff_rules import Told, letter_policy, value_of

UNREADABLE = "Het bestand is niet te lezen als PDF: het is beschadigd, afgekapt of geen PDF."
_END = re.compile(rb"\s*(?:endobj\s*)?startxref\s+(\d+)\s+%%EOF(?:\r\n|\r|\n)?")


@dataclass(frozen=True)
class Revision:
    """One revision after adoption: its number from 1, its place in the file from 0, and what was before it."""

    number: int
    place: int
    adopted: HistoricalResolver
    old: HistoricalResolver
    new: HistoricalResolver

    def filled(self) -> tuple[str, ...]:
        """Names of the signature fields that are filled here and were not before."""
        before = _filled(self.old)
        return tuple(name for name in _filled(self.new) if name not in before)


def first_difference(signed: bytes, adopted: bytes) -> str | None:
    """Where a file stops being the adopted one, in words; None when it begins with exactly the adopted bytes."""
    if signed.startswith(adopted):
        return None
    at = next((i for i, (one, other) in enumerate(zip(signed, adopted, strict=False)) if one != other), None)
    if at is None:
        return f"Het bestand is afgekapt: het telt {len(signed)} bytes, de vastgestelde brief {len(adopted)}."
    return f"Het bestand begint niet met de vastgestelde brief: byte {at + 1} is anders."


@dataclass(frozen=True)
class Beyond:
    """What a file holds behind the adopted letter.

    Attributes:
        changes: what is more than signatures and validation data, in Dutch sentences; empty when nothing.
        updates: every update, in order; empty when they do not start from the adopted letter.
    """

    changes: tuple[str, ...]
    updates: tuple[RevisionFound, ...] = ()


def beyond(signed: bytes, adopted: bytes, fields: Sequence[str]) -> Beyond:
    """What a file that begins with the adopted bytes holds behind them.

    Args:
        fields: the fields that may be filled, in their order.

    Raises:
        whatever pyHanko raises on a file that is no PDF; the caller says that it cannot be read.
    """
    reader, base = PdfFileReader(io.BytesIO(signed)), PdfFileReader(io.BytesIO(adopted))
    broken = _broken_chain(reader, base, len(adopted)) or _tail(reader, signed)
    if broken is not None:
        return Beyond((broken,))
    revisions = list(_revisions(reader, base.xrefs.total_revisions))
    pages = _pages(base)
    updates = tuple(_update(reader, signed, revision, fields, pages) for revision in revisions)
    wrong = (sentence for update in updates for sentence in update.wrong)
    return Beyond((*wrong, *_out_of_order(revisions, fields)), updates)


def changes(signed: bytes, adopted: bytes, fields: Sequence[str]) -> tuple[str, ...]:
    """The changes of `beyond`."""
    return beyond(signed, adopted, fields).changes


def first_revision(data: bytes) -> bytes:
    """A PDF as it was before its first update: of a letter that we prepared, the letter as it was adopted.

    Raises:
        whatever pyHanko raises on a file that is no PDF.
    """
    return data[: _end_of(PdfFileReader(io.BytesIO(data)), data, 0)]


def _update(
    reader: PdfFileReader, signed: bytes, revision: Revision, fields: Sequence[str], pages: dict[Reference, int]
) -> RevisionFound:
    filled = revision.filled()
    stamps = [name for name, value, _ in enumerate_sig_fields(revision.new) if name in filled and _is_stamp(value)]
    wrong = (*_unexplained(revision, pages), *_strange_fields(revision, fields))
    kind = RevisionKind.DATA
    if wrong:
        kind = RevisionKind.STRANGE
    elif filled:
        kind = RevisionKind.TIMESTAMP if len(stamps) == len(filled) else RevisionKind.SIGNATURE
    ends_at = _end_of(reader, signed, revision.place)
    return RevisionFound(number=revision.number, kind=kind, ends_at=ends_at or 0, fields=filled, wrong=wrong)


def _is_stamp(value: PdfObject | None) -> bool:
    found = None if value is None else value.get_object()
    return isinstance(found, DictionaryObject) and str(value_of(found, "/Type")) == "/DocTimeStamp"


def _revisions(reader: PdfFileReader, adopted: int) -> Iterator[Revision]:
    for number in range(adopted, reader.xrefs.total_revisions):
        yield Revision(
            number=number - adopted + 1,
            place=number,
            adopted=reader.get_historical_resolver(adopted - 1),
            old=reader.get_historical_resolver(number - 1),
            new=reader.get_historical_resolver(number),
        )


def _broken_chain(reader: PdfFileReader, base: PdfFileReader, length: int) -> str | None:
    """Whether the file's revisions really start from the adopted ones, and not from another PDF laid behind them."""
    known = base.xrefs.total_revisions
    same = reader.xrefs.total_revisions >= known and all(
        reader.xrefs.get_startxref_for_revision(r) == base.xrefs.get_startxref_for_revision(r) for r in range(known)
    )
    starts = [
        reader.xrefs.get_xref_container_info(r).start_location for r in range(known, reader.xrefs.total_revisions)
    ]
    if not same or starts != sorted(set(starts)) or any(start < length for start in starts):
        return "Achter de vastgestelde brief staat een ander document, dat niet op die brief voortbouwt."
    if reader.encrypted:
        return "Het bestand is versleuteld; de vastgestelde brief is dat niet."
    return None


def _tail(reader: PdfFileReader, signed: bytes) -> str | None:
    """Whether anything follows the last cross-reference section but its own closing lines (ISO 32000-1, 7.5.5)."""
    if _end_of(reader, signed, reader.xrefs.total_revisions - 1) == len(signed):
        return None
    return "Achter het einde van de PDF staan nog andere bytes."


def _end_of(reader: PdfFileReader, data: bytes, revision: int) -> int | None:
    """Where a revision (from 0) ends: behind the closing lines of its cross-reference section; None: it has none."""
    section = reader.xrefs.get_xref_container_info(revision)
    stream = io.BytesIO(data)
    stream.seek(section.end_location)
    if section.xref_section_type is XRefSectionType.STANDARD:
        read_object(stream, Reference(0, 0))  # the trailer's dictionary
    closing = _END.match(data, stream.tell())
    if closing is None or int(closing[1]) != reader.xrefs.get_startxref_for_revision(revision):
        return None
    return closing.end()


def _unexplained(revision: Revision, pages: dict[Reference, int]) -> Iterator[str]:
    try:
        # Against the adopted letter, and against the revision before: only the second sees a later revision that
        # redraws what an earlier signature brought along.
        for earlier in dict.fromkeys((revision.adopted, revision.old)):
            letter_policy().apply(earlier, revision.new)
    except Told as refused:
        yield f"Wijziging {revision.number} na de vaststelling doet meer dan ondertekenen: {refused}."
    except (SuspiciousModification, PdfReadError):
        touched = sorted({pages[ref] for ref in revision.new.explicit_refs_in_revision() if ref in pages})
        where = f"bladzijde {', '.join(map(str, touched))}" if touched else "de inhoud"
        yield (
            f"Wijziging {revision.number} na de vaststelling doet meer dan ondertekenen: zij verandert {where} "
            "of voegt er iets aan toe."
        )
    else:
        if not revision.filled() and not _new_validation_data(revision):
            yield (
                f"Wijziging {revision.number} na de vaststelling is geen handtekening en geen controlegegeven "
                "bij een handtekening."
            )


def _strange_fields(revision: Revision, fields: Sequence[str]) -> Iterator[str]:
    before = {name for name, _, _ in enumerate_sig_fields(revision.old)}
    for name, value, field in enumerate_sig_fields(revision.new):
        timestamp = _is_stamp(value)
        if name not in before and not timestamp:
            yield f"Er is een handtekeningveld bijgekomen dat de vastgestelde brief niet heeft: {name}."
        elif name not in before and _visible(field.get_object()):
            yield f"Het tijdstempel {name} is zichtbaar op de bladzijde."
        elif name in revision.filled() and name in before and (timestamp or name not in fields):
            yield f"Het veld {name} is gevuld, maar daar hoort geen handtekening."


def _out_of_order(revisions: Sequence[Revision], fields: Sequence[str]) -> Iterator[str]:
    order = [name for revision in revisions for name in revision.filled() if name in fields]
    expected = list(fields[: len(order)])
    if order != expected:
        yield (
            f"De handtekeningen staan niet in de voorgeschreven volgorde: {', '.join(order)} "
            f"in plaats van {', '.join(expected)}."
        )


def _filled(revision: HistoricalResolver) -> tuple[str, ...]:
    return tuple(name for name, _, _ in enumerate_sig_fields(revision, filled_status=True))


def _new_validation_data(revision: Revision) -> bool:
    touched = revision.new.explicit_refs_in_revision()
    store = value_of(revision.new.root, "/DSS")
    if not isinstance(store, DictionaryObject):
        return False
    return "/DSS" not in revision.old.root or bool(
        touched & revision.new.collect_dependencies(revision.new.root.raw_get("/DSS"))
    )


def _visible(field: DictionaryObject) -> bool:
    rectangle = value_of(field, "/Rect")
    left, bottom, right, top = map(float, rectangle) if isinstance(rectangle, ArrayObject) else (0, 0, 0, 0)
    return (left != right and bottom != top) or "/Kids" in field


def _pages(base: PdfFileReader) -> dict[Reference, int]:
    """Page, content stream and annotation list of the adopted letter, each with its page's number."""
    found: dict[Reference, int] = {}
    for index in range(int(base.root["/Pages"]["/Count"])):
        page, _ = base.find_page_for_modification(index)
        owned = [page]
        for key in {"/Contents", "/Annots"} & page.get_object().keys():
            value = page.get_object().raw_get(key)
            # An annotation is not its page's: signing fills the widget that stands there.
            owned += [value, *(value if key == "/Contents" and isinstance(value, ArrayObject) else ())]
        for ref in owned:
            if isinstance(ref, IndirectObject):
                found[Reference(ref.idnum, ref.generation)] = index + 1
    return found
