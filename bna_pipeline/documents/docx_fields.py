"""The fields of a Word template: which stand where, and what stands there that is no field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bna_pipeline.documents.docx_dress import LooksOf
from bna_pipeline.documents.docx_foreign import objects_within
from bna_pipeline.documents.docx_hidden import Seen
from bna_pipeline.documents.docx_parts import RELATION_ID, Parts, Story, place_of, said_by, w

CONTENT: Final = "content"
"""The field that stands alone in the paragraph where everything from the data comes."""

_FIELD = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*")
CODE: Final = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_WORD_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "STYLEREF", "TITLE"})
_PAGE: Final = "PAGE"


@dataclass(frozen=True, eq=False)
class Needs:
    """What a template must hold. Two are the same only when they are one object: they belong to their document.

    Attributes:
        fields: every field that exists, with the words that say what it is.
        body: those that the body holds, once each and in this order; the PDF says them in the same order.
        looks: the styles that it must have, and how each looks in a house style.
    """

    fields: Mapping[str, str]
    body: Sequence[str]
    looks: LooksOf


def field_faults(parts: Parts, needs: Needs) -> Iterator[Seen]:
    """Unknown fields, code, fixed text in the body, fields that are missing or stand wrong, and Word's own fields."""
    found: list[str] = []
    for story in parts.stories:
        yield from _elsewhere(story)
        for place, paragraph in story.paragraphs():
            said = said_by(paragraph)
            names, faults = _fields_in(said, needs)
            for what, mend in faults:
                yield Seen(place, what, mend)
            if story.in_body:
                found += names
                yield from _alone(place, paragraph, names)
            if story.in_body or story.is_note:
                yield from _fixed_text(place, said)
        yield from _word_fields(story)
        yield from _links(parts, story)
    yield from _missing(found, needs)
    if not any(_PAGE in _instructions(story.root) for story in parts.stories if story.shown and not story.in_body):
        yield Seen(
            "kop- en voettekst",
            "er staat nergens een paginanummer",
            "Zet de cursor in de voettekst en kies Invoegen, Paginanummer.",
        )


def _fields_in(said: str, needs: Needs) -> tuple[list[str], list[tuple[str, str]]]:
    """The known fields in the text of a paragraph, and what is wrong with the rest."""
    names: list[str] = []
    faults: list[tuple[str, str]] = []
    for inner in _FIELD.findall(said):
        named = _NAME.fullmatch(inner)
        if named is None:
            faults.append((f"'{{{{{inner}}}}}' is code en geen veld", _only(needs)))
        elif named[1] not in needs.fields:
            faults.append((f"het veld '{named[1]}' bestaat niet", _only(needs)))
        else:
            names.append(named[1])
    rest = _FIELD.sub("", said)
    if (stray := CODE.search(rest)) is not None:
        faults.append((f"hier staat '{stray[0]}', het begin of einde van code of van een half veld", _only(needs)))
    return names, faults


def _only(needs: Needs) -> str:
    known = ", ".join(f"{{{{ {name} }}}} ({what})" for name, what in needs.fields.items())
    return f"Alleen deze velden mogen er staan: {known}."


def _elsewhere(story: Story) -> Iterator[Seen]:
    """Code where no reader sees it: in names, descriptions and instructions, or over several paragraphs."""
    what, mend = "hier staat code op een plek die niemand leest", "Verwijder haar."
    places = [_at(story, node) for node in story.root.iter(etree.Element) if _has_code(node)]
    whole = "".join(node.text or "" for node in story.root.iter(w("t")))
    if not places and len(CODE.findall(etree.tostring(story.root, encoding="unicode"))) > len(CODE.findall(whole)):
        places.append(story.name)  # in a comment, or in the name of a namespace
    for place in dict.fromkeys(places):
        yield Seen(place, what, mend)
    if len(CODE.findall(whole)) != sum(len(CODE.findall(said_by(p))) for p in story.root.iter(w("p"))):
        yield Seen(
            story.name, "accolades van verschillende alinea's vormen samen code", "Zet elk veld heel in één alinea."
        )
    for node, brought, remedy in objects_within(story.root):
        yield Seen(_at(story, node), f"hier staat {brought}", remedy)


def _has_code(node: etree._Element) -> bool:
    said = [str(value) for value in node.attrib.values()]
    return any(CODE.search(one) for one in (*said, *([] if node.tag == w("t") else [node.text or ""])))


def _at(story: Story, node: etree._Element) -> str:
    """The place of the paragraph around a node, or else of the story."""
    around = next((p for p in (node, *node.iterancestors()) if p.tag == w("p")), None)
    if around is None:
        return story.name
    return place_of(story, list(story.root.iter(w("p"))).index(around) + 1, around)


def _fixed_text(place: str, said: str) -> Iterator[Seen]:
    rest = " ".join(_FIELD.sub("", said).split())
    if rest and CODE.search(rest) is None:
        yield Seen(
            place,
            f"hier staat vaste tekst ('{rest[:60]}') die niet in de PDF komt",
            "Zet haar in een kop- of voettekst, of in text.yaml van het programma; dan zeggen beide hetzelfde.",
        )


def _alone(place: str, paragraph: etree._Element, names: Sequence[str]) -> Iterator[Seen]:
    parent = paragraph.getparent()
    if CONTENT in names and (len(names) > 1 or parent is None or parent.tag != w("body")):
        yield Seen(
            place,
            f"het veld {{{{ {CONTENT} }}}} staat niet alleen in een gewone alinea",
            "Geef het een eigen alinea, buiten tabellen en besturingselementen.",
        )


def _missing(found: Sequence[str], needs: Needs) -> Iterator[Seen]:
    counted = Counter(found)
    for name in needs.body:
        if counted[name] == 0:
            yield Seen(
                "hoofdtekst", f"het veld {{{{ {name} }}}} ({needs.fields[name]}) ontbreekt", "Zet het er weer in."
            )
        elif counted[name] > 1:
            yield Seen(
                "hoofdtekst", f"het veld {{{{ {name} }}}} staat er {counted[name]} keer", "Laat het één keer staan."
            )
    for name in dict.fromkeys(found):
        if name not in needs.body:
            yield Seen(
                "hoofdtekst",
                f"het veld {{{{ {name} }}}} hoort in een kop- of voettekst",
                "Haal het uit de hoofdtekst; in de PDF staat het daar ook niet.",
            )
    order = [name for name in found if name in needs.body]
    if sorted(order) == sorted(needs.body) and order != list(needs.body):
        wanted = ", ".join(f"{{{{ {name} }}}}" for name in needs.body)
        yield Seen("hoofdtekst", "de velden staan in een andere volgorde dan in de PDF", f"Zet ze zo: {wanted}.")


def _instructions(root: etree._Element) -> list[str]:
    """The name of every field of Word itself; one instruction is often cut over several runs."""
    pieces: list[list[str]] = []
    depth: list[int] = []
    found = []
    for node in root.iter(w("fldSimple"), w("fldChar"), w("instrText")):
        if node.tag == w("fldSimple"):
            found.append(node.get(w("instr")) or "")
        elif node.tag == w("instrText"):
            if depth:
                pieces[depth[-1]].append(node.text or "")
            else:
                found.append(node.text or "")
        elif node.get(w("fldCharType")) == "begin":
            pieces.append([])
            depth.append(len(pieces) - 1)
        elif node.get(w("fldCharType")) == "end" and depth:
            depth.pop()
    found += ["".join(piece) for piece in pieces]
    return [(one.split() or [""])[0].upper() for one in found]


def _word_fields(story: Story) -> Iterator[Seen]:
    for name in dict.fromkeys(_instructions(story.root)):
        if name not in _WORD_FIELDS:
            yield Seen(
                story.name,
                f"hier staat een veld van Word ({name or 'zonder naam'}) dat iets ophaalt, start of laat veranderen",
                f"Alleen {', '.join(sorted(_WORD_FIELDS))} mogen; zet gewone tekst in de plaats (Ctrl+Shift+F9).",
            )


def _links(parts: Parts, story: Story) -> Iterator[Seen]:
    """Links whose text does not say where they go."""
    targets = {r.id: r.target for r in parts.relations if r.source == story.part and r.kind == "hyperlink"}
    for link in story.root.iter(w("hyperlink")):
        target = targets.get(link.get(f"{{{RELATION_ID}}}id") or "")
        said = "".join(node.text or "" for node in link.iter(w("t")))
        if target is not None and _bare(said) != _bare(target):
            yield Seen(
                _at(story, link),
                f"de link '{said}' gaat naar '{target}', en dat staat er niet",
                "Laat de tekst van een link haar adres zijn.",
            )


def _bare(address: str) -> str:
    return re.sub(r"^(https?://|mailto:)", "", address.strip().lower()).rstrip("/")
