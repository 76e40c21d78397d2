"""A Word file's container in one fixed form, so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

_FIRST = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_FIXED_LEVEL = 6
_PACKED = (".png", ".jpg", ".jpeg")  # pictures that are compressed already
_APPLICATION = "docProps/app.xml"
_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def normalise(data: bytes) -> bytes:
    """Write a docx anew: parts sorted, content types first, no times, nothing of who edited it on what.

    Args:
        data: a docx.

    Returns:
        A docx with the same words. Its bytes depend on nothing but its parts (and on the deflate library: a digest
        that must hold between machines is taken over the uncompressed parts).
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        names = sorted(set(source.namelist()), key=lambda name: (name != _FIRST, name))
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, _without_traces(name, source.read(name)), compresslevel=_FIXED_LEVEL)
    return out.getvalue()


def _without_traces(name: str, part: bytes) -> bytes:
    """A part without Word's revision ids, and without the names of company, manager and template."""
    if name == _APPLICATION:
        return _PROPERTIES
    if not (name.startswith("word/") and name.endswith(".xml") and b"rsid" in part):
        return part
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    for node in list(root.iter(etree.Element)):
        for attribute in [a for a in node.attrib if etree.QName(a).localname.startswith("rsid")]:
            del node.attrib[attribute]
        parent = node.getparent()
        if parent is not None and etree.QName(node).localname in ("rsid", "rsids"):
            parent.remove(node)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
