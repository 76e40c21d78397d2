"""What an update of the adopted letter may touch: pyHanko's difference policy, where it is stricter or wider here.

Wider: the first signature certifies, so the catalog gets `/Perms`. Stricter than pyHanko's own policy: the metadata
keep what they say, the marking as tagged stays, no field but a signature is filled, no object lies about unused.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from lxml import etree
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, StreamObject
from pyhanko.pdf_utils.misc import map_with_return
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import StandardDiffPolicy
from pyhanko.sign.diff_analysis.commons import compare_key_refs
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON, ROOT_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel, SuspiciousModification
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    DSSCompareRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from pyhanko.sign.diff_analysis.rules.metadata_rules import DocInfoRule, MetadataUpdateRule
from pyhanko.sign.diff_analysis.rules_api import Context, ReferenceUpdate, WhitelistRule
from pyhanko.sign.fields import enumerate_sig_fields

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
VOLATILE_XMP = frozenset(
    {
        f"{XMP}ModifyDate",
        f"{XMP}MetadataDate",
        "{http://ns.adobe.com/xap/1.0/mm/}InstanceID",
        "{http://ns.adobe.com/pdf/1.3/}Producer",
    }
)
VOLATILE_INFO = frozenset({"/ModDate", "/Producer"})
"""What a program that saves a PDF writes about itself; signing programs do so too."""


class PermsRule(WhitelistRule):
    """`/Perms` may appear, and says only which signature certifies."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        at = Context.from_absolute(old, RawPdfPath("/Root", "/Perms"))
        before, after = yield from map_with_return(
            compare_key_refs("/Perms", old, old.root, new.root), ReferenceUpdate.curry_ref(context_checked=at)
        )
        if after is None:
            return
        if not isinstance(after, DictionaryObject) or set(after) != {"/DocMDP"}:
            raise SuspiciousModification("/Perms holds more than /DocMDP")
        certifying = after.raw_get("/DocMDP")
        if isinstance(before, DictionaryObject) and before.raw_get("/DocMDP") != certifying:
            raise SuspiciousModification("another signature certifies than before")
        signatures = {value.reference for _, value, _ in enumerate_sig_fields(new, filled_status=True)}
        if not isinstance(certifying, IndirectObject) or certifying.reference not in signatures:
            raise SuspiciousModification("/DocMDP names no signature")


class SameInfoRule(DocInfoRule):
    """The document information says what it said, apart from who saved it when."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        before, after = _info(old), _info(new)
        if before != after:
            raise SuspiciousModification("the document information differs")
        yield from super().apply(old, new)


class SameMetadataRule(MetadataUpdateRule):
    """The XMP metadata say what they said, apart from who saved the file when."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        if _metadata(old) != _metadata(new):
            raise SuspiciousModification("the XMP metadata differ")
        yield from super().apply(old, new)


def _info(revision: HistoricalResolver) -> dict[str, str]:
    info = revision.trailer_view.get("/Info")
    if not isinstance(info, DictionaryObject):
        return {}
    return {str(key): str(value) for key, value in info.items() if key not in VOLATILE_INFO}


def _metadata(revision: HistoricalResolver) -> frozenset[tuple[str, str]]:
    stream = revision.root.get("/Metadata")
    if not isinstance(stream, StreamObject):
        return frozenset()
    return frozenset(fact for fact in _facts(stream.data) if fact[0] not in VOLATILE_XMP)


def _facts(xmp: bytes) -> Generator[tuple[str, str], None, None]:
    """Every property of an XMP packet with its text, whichever of RDF's two notations it is written in."""
    try:
        root = etree.fromstring(xmp, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise SuspiciousModification("the XMP metadata are no XML") from error
    for description in root.iter(f"{RDF}Description"):
        for key, value in description.attrib.items():
            if key != f"{RDF}about":
                yield str(key), str(value)
        for child in description:
            if isinstance(child.tag, str):
                yield child.tag, " ".join("".join(str(text) for text in child.itertext()).split())


def letter_policy() -> StandardDiffPolicy:
    """The StandardDiffPolicy with the rules of this module."""
    lta = ModificationLevel.LTA_UPDATES
    catalog = (ROOT_EXEMPT_STRICT_COMPARISON | {"/Perms"}) - {"/MarkInfo"}
    form = ACROFORM_EXEMPT_STRICT_COMPARISON - {"/NeedAppearances"}
    rules: list[Any] = [
        CatalogModificationRule(ignored_keys=catalog),
        PermsRule().as_qualified(lta),
        SameInfoRule().as_qualified(lta),
        SameMetadataRule().as_qualified(lta),  # type: ignore[no-untyped-call]  # inherits an untyped __init__
        XrefStreamRule().as_qualified(lta),
        ObjectStreamRule().as_qualified(lta),
        DSSCompareRule().as_qualified(lta),
    ]
    return StandardDiffPolicy(
        global_rules=rules,
        form_rule=FormUpdatingRule(
            field_rules=[SigFieldCreationRule(), SigFieldModificationRule()], ignored_acroform_keys=form
        ),
        ignore_orphaned_objects=False,
    )
