"""Text of a page as a person reads it: glyphs stand in the order of the eye, and hyphens are not what they seem."""

from __future__ import annotations

import re
import unicodedata

_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_STRETCH = re.compile(f"[{_RIGHT_TO_LEFT}](?:[^A-Za-z\u00c0-\u024f]*[{_RIGHT_TO_LEFT}])*")
_SOFT = "\u00ad"
_NO_LETTER = re.compile(r"[\s\u00ad\u200b\u2010\u2011<>()\[\]{}«»-]")


def as_read(text: str) -> str:
    """A run's text: stretches from right to left turned, a soft hyphen only where a line breaks left out.

    One glyph serves as hyphen and as soft hyphen, and the font tells of it by the one that it meets first.
    """
    if text.isascii():
        return text
    if _SOFT in text:
        text = text.removesuffix(_SOFT).replace(_SOFT, "-")
    return _STRETCH.sub(lambda found: found[0][::-1], text)


def letters_of(text: str) -> str:
    """What two spellings of one heading have in common: no white space, hyphens or brackets (these are mirrored)."""
    plain = unicodedata.normalize("NFKD", text)  # one glyph may serve for two characters: the micro sign and the mu
    if not _STRETCH.search(text):
        return _NO_LETTER.sub("", plain)
    # Joined and mirrored letters have glyphs of their own.
    return "".join(sorted(letter for letter in plain if letter.isalnum()))
