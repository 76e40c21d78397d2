"""XML of strangers: no DTD, no entities, no network, no huge trees."""

from __future__ import annotations

from lxml import etree

from bna_pipeline.errors import IntakeError


class XmlUnsafe(IntakeError):
    """The XML declares a document type: nothing that a form needs, and the way in for entity attacks."""


def parsed(data: bytes) -> etree._Element:
    """The root element of a part.

    Raises:
        XmlUnsafe: it has a DTD.
        IntakeError: it is not well-formed.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise IntakeError("Een deel van het bestand is geen geldige XML.") from error
    if str(getattr(root.getroottree().docinfo, "doctype", "")):
        raise XmlUnsafe("Een deel van het bestand heeft een eigen documenttype.")
    return root
