"""Which characters a text may hold so that every document can be set from it."""

from __future__ import annotations

import unicodedata

_EUROPEAN: tuple[tuple[int, int], ...] = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A1, 0x00AC),  # Latin-1 without the soft hyphen, which pdf readers print
    (0x00AE, 0x012B),  # Latin-1, Latin Extended-A without what Source Serif lacks
    (0x012E, 0x0131),
    (0x0134, 0x0165),
    (0x0168, 0x017F),
    (0x0218, 0x021B),  # Romanian comma below
    (0x0391, 0x03A1),  # Greek capitals
    (0x03A3, 0x03A9),
    (0x03B1, 0x03C9),  # Greek small letters
    (0x1E80, 0x1E85),  # Welsh
    (0x2013, 0x2014),  # en dash, em dash
    (0x2018, 0x201A),  # quotation marks
    (0x201C, 0x201E),
    (0x2020, 0x2022),  # daggers, bullet
    (0x2026, 0x2026),  # ellipsis
    (0x2030, 0x2030),  # per mille
    (0x2039, 0x203A),
    (0x20AC, 0x20AC),  # euro
    (0x2122, 0x2122),  # trade mark
    (0x2212, 0x2212),  # minus
    (0x2248, 0x2248),  # about equal
    (0x2260, 0x2260),
    (0x2264, 0x2265),
)
FALLBACK: dict[str, tuple[tuple[int, int], ...]] = {
    "Noto Sans Hebrew": (
        (0x05BE, 0x05BE),  # maqaf
        (0x05C0, 0x05C0),  # paseq
        (0x05C3, 0x05C3),  # sof pasuq
        (0x05C6, 0x05C6),  # nun hafukha
        (0x05D0, 0x05EA),  # letters
        (0x05F0, 0x05F4),  # letters of Yiddish, geresh, gershayim
    ),
    "Noto Sans Arabic": (
        (0x0606, 0x060F),  # signs and punctuation
        (0x061B, 0x061B),
        (0x061E, 0x064A),  # letters
        (0x0660, 0x066F),  # digits, signs, letters
        (0x0671, 0x06D5),  # letters of Persian, Urdu and others
        (0x06DE, 0x06DE),
        (0x06E5, 0x06E6),
        (0x06E9, 0x06E9),
        (0x06EE, 0x06FF),  # letters, digits
    ),
}
"""Per font for another script what it adds; a house style names these fonts as its `fallback`."""

CARRIED: tuple[tuple[int, int], ...] = (*_EUROPEAN, *(span for spans in FALLBACK.values() for span in spans))
"""Unicode ranges, ends included: what every shipped text font has (a test holds it against them), about WGL4 without
its drawing characters, and Hebrew and Arabic, of which each weight of one font has all. Emoji, CJK, private use and
combining marks lie outside: a missing glyph aborts PDF/A, and vowel points stand in a PDF in another order than in the
text."""


_CARRIED = frozenset(chr(point) for low, high in CARRIED for point in range(low, high + 1))


def carried(character: str) -> bool:
    """Whether the fonts of the documents have this character (one code point)."""
    return character in _CARRIED


def is_hidden(character: str) -> bool:
    """Whether the character is a control or format character: nobody sees it, and it changes or breaks the text."""
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")


def plain(text: str) -> str:
    """NFC, and every kind of white space as one plain space or line end; all other characters stay as they are."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in composed)


def named(character: str) -> str:
    """How a finding names a character: the code point, and the sign itself when it can be shown."""
    point = f"U+{ord(character):04X}"
    return point if unicodedata.category(character).startswith("C") else f"{character} ({point})"
