"""Two wordings of a text side by side, as HTML: what went is struck through, what came is underlined."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

_PARAGRAPH = "\n"
_ALIKE = 0.35  # below it every other word would be marked: the whole is another text
# Not `display: none`: that hides it from those who have the page read out to them, for whom alone it is.
_READ_OUT = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0);mso-hide:all"
_MARKED = Markup('<{tag}><span style="{style}">[{said}:] </span>{words}</{tag}>')


class SideBySide(NamedTuple):
    """The old and the new text as HTML paragraphs, each with its changes marked and said in words."""

    old: Markup
    new: Markup


def side_by_side(original: Sequence[str], text: Sequence[str]) -> SideBySide:
    """Mark by word what changed between two texts, given as paragraphs; what they hold is escaped."""
    old, new = _words(original), _words(text)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    alike = matcher.ratio() >= _ALIKE
    steps = matcher.get_opcodes() if alike else [("replace", 0, len(old), 0, len(new))]
    gone = [(old[a:b], kind != "equal") for kind, a, b, _, _ in steps]
    come = [(new[a:b], kind != "equal") for kind, _, _, a, b in steps]
    return SideBySide(_marked(gone, "del", "weggehaald"), _marked(come, "ins", "nieuw"))


def _words(paragraphs: Sequence[str]) -> list[str]:
    return re.findall(r"[^\s]+[^\S\n]*|\n", _PARAGRAPH.join(paragraphs))


def _marked(parts: Sequence[tuple[Sequence[str], bool]], tag: str, said: str) -> Markup:
    paragraphs = [Markup()]
    for words, changed in parts:
        for place, run in enumerate("".join(words).split(_PARAGRAPH)):
            if place:
                paragraphs.append(Markup())
            words_alone = run.rstrip()
            if words_alone and changed:
                marked = _MARKED.format(tag=tag, style=_READ_OUT, said=said, words=words_alone)
                paragraphs[-1] += marked + escape(run[len(words_alone) :])
            else:
                paragraphs[-1] += escape(run)
    return Markup("\n").join(Markup("<p>{}</p>").format(paragraph) for paragraph in paragraphs if paragraph)
