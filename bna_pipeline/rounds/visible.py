"""Text of others in a mail: nothing in it stays unseen, and nothing in it ends a line."""

from __future__ import annotations

import unicodedata

# Letters, marks and symbols by their category, and yet nothing to see.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0") | {
    chr(point) for first, last in ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF)) for point in range(first, last + 1)
}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str) -> str:
    """The text with every character that is not seen written out, such as `[U+202E]`; line ends (LF) stay."""
    return "".join(_shown(character) for character in text)


def one_line(text: str) -> str:
    """Visible text on one line: white space of any kind is one space."""
    return " ".join(visible(" ".join(text.split())).split())


def _shown(character: str) -> str:
    if character == "\n" or (character.isascii() and character.isprintable()):
        return character
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    return f"[U+{ord(character):04X}]" if category in _UNSEEN or character in _BLANK else character
