"""What Word hides by style: ids of styles whose text nobody sees (ISO/IEC 29500-1, sections 17.3.2 and 17.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from bna_pipeline.contributions.wordxml import w

_HIDING = (w("vanish"), w("specVanish"))  # not `webHidden`: on paper and in print view that is there
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True)
class Unseen:
    """What Word hides by style.

    Attributes:
        styles: ids of styles of paragraphs and of characters whose text is hidden.
        default: whether that of a paragraph without a style is.
    """

    styles: frozenset[str] = frozenset()
    default: bool = False


ALL_SEEN = Unseen()


def is_on(mark: etree._Element | None) -> bool:
    """Whether a property that can be on or off is there and on."""
    return mark is not None and is_on_value(mark.get(w("val")) or "")


def is_on_value(said: str) -> bool:
    """Whether the value of such a property, where it is there, says that it is on."""
    return said.lower() not in _OFF


def hides(look: etree._Element | None) -> bool | None:
    """Whether these properties of text (`rPr`) hide it; None when they say nothing of it."""
    if look is None:
        return None
    marks = [mark for mark in look if mark.tag in _HIDING]
    return any(map(is_on, marks)) if marks else None


def unseen_by(styles: etree._Element) -> Unseen:
    """What the part with styles hides; a style that says nothing of it does as the one it is based on."""
    everything = bool(hides(styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")))
    found = {style.get(w("styleId")) or "": style for style in styles.iter(w("style"))}
    known: dict[str, bool] = {}
    for name in found:
        _follow(name, found, known, everything)
    default = next((key for key, style in found.items() if _is_default(style)), None)
    hidden = frozenset(name for name, unseen in known.items() if unseen)
    return Unseen(hidden, everything if default is None else default in hidden)


def _follow(name: str, found: Mapping[str, etree._Element], known: dict[str, bool], everything: bool) -> None:
    """Go from a style to what it is based on until one says whether it hides; that holds for all on the way."""
    on_the_way: dict[str, None] = {}
    said: bool | None = None
    while said is None and name in found and name not in known and name not in on_the_way:
        on_the_way[name] = None
        said = hides(found[name].find(w("rPr")))
        base = found[name].find(w("basedOn"))
        name = "" if base is None else base.get(w("val")) or ""
    known.update(dict.fromkeys(on_the_way, known.get(name, everything) if said is None else said))


def _is_default(style: etree._Element) -> bool:
    return style.get(w("type")) == "paragraph" and is_on_value(style.get(w("default")) or "0")
