"""How the archive's and the publisher's XML is written: one text an element, moments in UTC, the same bytes twice; and
how such XML from elsewhere is read.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.record.rows import shown

_MOST_BYTES: Final = 4_000_000
"""One object's metadata is a few thousand; who makes more of it wants something else."""
_HOME: Final = ZoneInfo("Europe/Amsterdam")


def add_text(node: etree._Element, tag: str, value: str) -> None:
    """An element with a text below a node, in the node's own namespace.

    XML has no control characters, and a file that somebody sent may have them in its name: they are shown.
    """
    etree.SubElement(node, etree.QName(etree.QName(node).namespace, tag)).text = shown(value)


def moment_text(at: datetime) -> str:
    """A moment as xs:dateTime, in UTC and to the second."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def dutch_day(at: datetime) -> date:
    """The day in the Netherlands on which a moment falls: an embargo that ends at midnight ends on the new day."""
    return at.astimezone(_HOME).date()


def written(root: etree._Element) -> bytes:
    """The document, UTF-8."""
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return made


def read_xml(data: bytes) -> etree._Element:
    """Metadata that somebody made: nothing is fetched or unfolded, and no comment parts a text.

    Raises:
        PackageInvalid: it is no XML, or too long for what it should be.
    """
    if len(data) > _MOST_BYTES:
        raise PackageInvalid("Is te lang voor archiefgegevens.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise PackageInvalid("Is geen leesbare XML.") from fault
