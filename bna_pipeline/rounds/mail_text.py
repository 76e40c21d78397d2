"""What a person wrote in a mail, apart from what it quotes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from bna_pipeline.rounds.mail_headers import hidden

MOST_HTML = 400_000
MOST_LINES = 2_000
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_QUOTE = re.compile(r"<blockquote|<[^<>]*(?:gmail_quote|appendonsend|divRplyFwdMsg)", re.IGNORECASE)
_UNSEEN = ("style", "script", "head", "!--")
_REPLY_ABOVE = re.compile(
    r"-{2,} ?(?:oorspronkelijk bericht|original message|doorgestuurd bericht|forwarded message)"
    r"|_{10,}$|(?:van|from): .{0,200}@|(?:op|on|le|am) .{4,200}(?:schreef|wrote|a écrit|schrieb)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:beste|geachte|dag|hallo|hoi|hi|goede(?:morgen|middag|navond)|l\.?s\.?)\b.{0,80}", re.IGNORECASE
)
_NO = re.compile(
    r"nee\b|(?:(?:ik|wij|we) (?:ben|zijn|ga|gaan) )?(?:hier )?(?:niet|nog niet|geen|nog geen) (?:akkoord|accoord)\b"
)
_YES = re.compile(
    r"(?:ja )?(?:(?:ik|wij|we) (?:ben|zijn|ga|gaan) )?(?:hier )?(?:akkoord|accoord)"
    r"(?: met (?:deze|de|het|dit|uw|jullie) \w+)?(?: namens [\w ]{1,80})?(?: (?:met vriendelijke groet|groet|mvg)\b.*)?"
)


def text_of_html(page: str) -> str:
    """The words of an HTML text, a line a paragraph; what it quotes comes after an empty mark `>`."""
    page = page[:MOST_HTML]
    for name in _UNSEEN:
        page = _without(page, name)
    page = _BREAK.sub("\n", _QUOTE.sub("\n>\n\\g<0>", page, count=1))
    return html.unescape(_TAG.sub("", page))


def _without(page: str, name: str) -> str:
    """The page without these elements and what is in them; one that does not end takes the rest along."""
    end_mark = "-->" if name == "!--" else f"</{name}"
    low, out, start = page.lower(), [], 0
    if len(low) != len(page):
        low = page  # some letters have no small letter of their own length
    while (begin := low.find(f"<{name}", start)) >= 0:
        after = low[begin + 1 + len(name) : begin + 2 + len(name)]
        if name != "!--" and after.isalnum():
            out.append(page[start : begin + 1])
            start = begin + 1
            continue
        out.append(page[start:begin])
        closing = low.find(end_mark, begin)
        end = -1 if closing < 0 else low.find(">", closing + len(end_mark) - 1)
        if end < 0:
            return "".join(out)
        start = end + 1
    return "".join((*out, page[start:]))


def own_lines(text: str) -> Iterator[str]:
    """The lines that the sender wrote: not empty, not quoted, up to a signature or the mail that is answered."""
    for line in text.split("\n")[:MOST_LINES]:
        shown = " ".join("".join(c for c in line[:2_000] if c == "\t" or not hidden(c)).split())
        if line.rstrip("\r") == "-- " or _REPLY_ABOVE.match(shown) or shown == ">":
            return
        if shown and not shown.startswith(">"):
            yield shown


def agrees(text: str) -> bool | None:
    """Whether the first line that says something says "akkoord" or "niet akkoord".

    Returns:
        None when it says neither, or more than that ("akkoord, mits ..."): then a person must read it.
    """
    for shown in own_lines(text):
        if _GREETING.fullmatch(shown):
            continue
        words = " ".join(re.sub(r"[^\w ]", " ", shown).lower().split())
        if _NO.match(words):
            return False
        return True if _YES.fullmatch(words) else None
    return None
