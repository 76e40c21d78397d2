"""Changes of format that were tracked, in Dutch: what was set otherwise, and at which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bna_pipeline.documents.docx_parts import is_on, w
from bna_pipeline.documents.redline_parts import Element
from bna_pipeline.documents.word_return_pieces import Para, Reading

_SWITCHES: Final = {
    "b": "vet", "i": "cursief", "strike": "doorgehaald", "dstrike": "dubbel doorgehaald", "caps": "hoofdletters",
    "smallCaps": "kleine hoofdletters", "vanish": "verborgen", "keepNext": "bij de volgende alinea houden",
    "keepLines": "alinea bijeenhouden", "pageBreakBefore": "nieuwe bladzijde ervoor",
}  # fmt: skip
_VALUES: Final = {
    "u": "onderstreping", "color": "kleur", "sz": "lettergrootte", "rFonts": "lettertype", "highlight": "markering",
    "shd": "achtergrond", "vertAlign": "superscript of subscript", "lang": "taal", "rStyle": "tekenstijl",
    "pStyle": "stijl", "jc": "uitlijning", "ind": "inspringing", "spacing": "witruimte", "numPr": "opsomming",
    "pBdr": "rand", "tabs": "tabs", "outlineLvl": "niveau", "position": "hoogte op de regel", "kern": "spatiëring",
    "bdr": "kader", "tblW": "breedte van de tabel", "tblStyle": "tabelstijl", "tcW": "breedte van de cel",
    "vAlign": "uitlijning in de cel", "pgSz": "papierformaat", "pgMar": "marges", "cols": "kolommen",
}  # fmt: skip
_OF: Final = {
    "rPrChange": "", "pPrChange": "alinea: ", "sectPrChange": "bladzijde: ", "tblPrChange": "tabel: ",
    "tblPrExChange": "tabel: ", "trPrChange": "tabelrij: ", "tcPrChange": "tabelcel: ", "tblGridChange": "kolommen: ",
    "numberingChange": "nummering: ", "cellMerge": "cellen samengevoegd of gesplitst: ",
}  # fmt: skip
_MARKS: Final = {
    "highlight": "gemarkeerd met een kleur", "strike": "doorgehaald", "dstrike": "doorgehaald", "vanish": "verborgen",
}  # fmt: skip
"""What a reader does to words to say something of them, or to have them away."""
_OF_PARAGRAPH = frozenset({"pPrChange", "rPrChange", "numberingChange"})
_TWINS = frozenset({"bCs", "iCs", "szCs"})  # the same for other scripts


@dataclass(eq=False)
class Look:
    """One change of format: at which paragraph it begins, at which words, and what it is.

    Attributes:
        nodes: the changes in the file that it stands for.
    """

    para: Para | None
    nodes: list[Element]
    author: str | None
    date: str | None
    what: str
    words: str
    more: int = 0


def marks_in(form: Element) -> Iterator[str]:
    """How the properties of a run make its words stand out."""
    for name, what in _MARKS.items():
        node = form.find(w(name))
        if is_on(node):
            yield what


def looks_of(reading: Reading) -> Iterator[Look]:
    """Every change of format, those of one author and kind right behind each other as one."""
    last: Look | None = None
    for number, para in enumerate(reading.paras):
        for node, said in para.looks:
            look = _look(para, node, said)
            if last is not None and _goes_on(last, look, reading.paras[max(number - 1, 0)]):
                last.nodes.append(node)
                if said is None:
                    last.more += 1
                elif last.para is para:
                    last.words += look.words
                last.para, last.words, last.more = last.para, last.words, last.more
                continue
            if last is not None:
                yield last
            last = look
    if last is not None:
        yield last
    for node in reading.unread:
        if etree.QName(node).localname in _OF:
            yield _look(None, node, None)


def _goes_on(last: Look, look: Look, before: Para) -> bool:
    same = (last.author, last.date, last.what) == (look.author, look.date, look.what)
    return same and last.para is not None and (last.para is look.para or last.para is before or last.more > 0)


def _look(para: Para | None, node: Element, said: str | None) -> Look:
    words = said or ""
    if para is not None and said is None and etree.QName(node).localname in _OF_PARAGRAPH:
        words = "".join(p.text for p in para.pieces)
    return Look(para, [node], node.get(w("author")) or None, node.get(w("date")) or None, _what(node), words)


def _what(node: Element) -> str:
    """What was changed, such as "vet aan; kleur"."""
    name = etree.QName(node).localname
    holder = node.getparent()
    new = {} if holder is None else _said(holder, node)
    old = _said(node[0], None) if len(node) else {}
    changed = [key for key in dict.fromkeys((*new, *old)) if new.get(key) != old.get(key) and key not in _TWINS]
    words = [_words(key, old, new) for key in changed]
    return f"{_OF.get(name, '')}{'; '.join(dict.fromkeys(words)) or 'andere opmaak'}"


def _said(holder: Element, change: Element | None) -> Mapping[str, bytes]:
    found = {}
    for one in holder.iterchildren(tag=etree.Element):
        name = etree.QName(one).localname
        if one is change or name in _OF or name in ("rPr", "ins", "del", "moveFrom", "moveTo"):
            continue
        on = name in _SWITCHES
        if on and not is_on(one):
            continue
        found[name] = b"" if on else etree.tostring(one, method="c14n", exclusive=True)
    return found


def _words(key: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> str:
    if key in _SWITCHES:
        return f"{_SWITCHES[key]} {'aan' if key in new else 'uit'}"
    name = _VALUES.get(key, "andere opmaak")
    if name == "andere opmaak":
        return name
    return f"{name} {'gewijzigd' if key in old and key in new else 'gezet' if key in new else 'weggehaald'}"
