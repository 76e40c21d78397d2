"""A mail that is too long to read, as a mail that can be read."""

from __future__ import annotations

import re

from bna_pipeline.model.intake import in_megabytes

_LINE = re.compile(rb"\r\n|\r|\n")
_ABOUT_THE_BODY = (b"content-", b"mime-version")


def cut_off(headers: bytes, size: int) -> bytes:
    """The headers of a mail with a text that says that the rest is missing.

    Args:
        headers: as they arrived; what they say of the structure of the body is left out, for there is none.
        size: of the whole mail, in bytes.
    """
    kept: list[bytes] = []
    taking = True
    for line in _LINE.split(headers):
        if not line:
            continue
        if not line.startswith((b" ", b"\t")):
            taking = not line.lower().startswith(_ABOUT_THE_BODY)
        if taking:
            kept.append(line)
    text = f"Deze mail is te groot om te lezen ({in_megabytes(size, at_least=True)}); alleen het begin is bewaard."
    body = b'MIME-Version: 1.0\r\nContent-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    return b"".join(line + b"\r\n" for line in kept) + body + text.encode() + b"\r\n"
