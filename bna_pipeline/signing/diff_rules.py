"""What an update of the adopted letter may touch: pyHanko's difference policy, where it is stricter or wider here.

Wider: the first signature certifies, so the catalog gets `/Perms`. Stricter than pyHanko's own policy: the metadata
keep what they say, the marking as tagged stays, no field but a signature is filled, no object lies about unused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, PdfObject, StreamObject
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
        "{adobe:ns:meta/}xmptk",
    }
)
VOLATILE_INFO = frozenset({"/ModDate", "/Producer"})
"""What a program that saves a PDF writes about itself; signing programs do so too."""


class Told(SuspiciousModification):
    """A refusal of a rule of this module: the message is Dutch, and says what was changed."""


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
            raise Told("de rechten op het document zijn veranderd")
        certifying = after.raw_get("/DocMDP")
        if isinstance(before, DictionaryObject) and before.raw_get("/DocMDP") != certifying:
            raise Told("een andere handtekening bekrachtigt het document")
        signatures = {value.reference for _, value, _ in enumerate_sig_fields(new, filled_status=True)}
        if not isinstance(certifying, IndirectObject) or certifying.reference not in signatures:
            raise Told("het document heet bekrachtigd door iets dat geen handtekening is")


class SameInfoRule(DocInfoRule):
    """The document information says what it said, apart from who saved it when."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        before, after = _info(old), _info(new)
        if before != after:
            raise Told("de documentgegevens, zoals titel of auteur, zijn veranderd")
        yield from super().apply(old, new)


class SameMetadataRule(MetadataUpdateRule):
    """The XMP metadata say what they said, apart from who saved the file when."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        if _metadata(old) != _metadata(new):
            raise Told("de metagegevens (XMP) zijn veranderd")
        yield from super().apply(old, new)


def value_of(dictionary: DictionaryObject, key: str) -> PdfObject | None:
    """The value under a key, followed to where it stands; pyHanko's own `get` gives the reference."""
    return dictionary[key] if key in dictionary else None  # noqa: SIM401 - `get` does not follow references


def _info(revision: HistoricalResolver) -> dict[str, str]:
    if "/Info" not in revision.trailer_view:
        return {}
    # Through the revision: a reference in the trailer leads to the newest version of its object.
    info = revision.get_object(revision.trailer_view.get_value_as_reference("/Info"))
    if not isinstance(info, DictionaryObject):
        return {}
    return {str(key): str(info[key]) for key in info if key not in VOLATILE_INFO}


def _metadata(revision: HistoricalResolver) -> list[tuple[str, str]]:
    if "/Metadata" not in revision.root:
        return []
    stream = revision.get_object(revision.root.get_value_as_reference("/Metadata"))
    if not isinstance(stream, StreamObject):
        return []
    return sorted(fact for fact in _facts(stream.data) if fact[0] not in VOLATILE_XMP)


def _facts(xmp: bytes) -> Iterator[tuple[str, str]]:
    """Every value in an XMP packet under its property's name, whichever of RDF's notations it is written in."""
    try:
        root = etree.fromstring(xmp, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Told("de metagegevens (XMP) zijn geen XML meer") from error
    yield from _values(root, str(root.tag))


def _values(element: etree._Element, above: str) -> Iterator[tuple[str, str]]:
    tag = str(element.tag)
    name = above if tag.startswith(RDF) else tag
    for key, value in element.attrib.items():
        if key == f"{RDF}resource":
            yield name, str(value)
        elif not str(key).startswith(RDF):
            yield str(key), str(value)
    text = " ".join((element.text or "").split())
    if text:
        yield name, text
    for child in element.iterchildren(tag=etree.Element):
        yield from _values(child, name)


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
