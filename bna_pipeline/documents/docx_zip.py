"""A Word file's container in one fixed form, so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile

_FIRST = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_FIXED_LEVEL = 6


def normalise(data: bytes) -> bytes:
    """Write a docx anew: parts sorted, content types first, no times, no thumbnail.

    Args:
        data: a docx.

    Returns:
        A docx with the same parts. Its bytes depend on nothing but those (and on the deflate library: a digest that
        must hold between machines is taken over the uncompressed parts).
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        names = sorted(set(source.namelist()), key=lambda name: (name != _FIRST, name))
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name), compresslevel=_FIXED_LEVEL)
    return out.getvalue()
