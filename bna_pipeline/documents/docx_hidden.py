"""What a Word template may not hide: text that is there for a program and not for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bna_pipeline.documents.docx_appearance import Appearance
from bna_pipeline.documents.docx_parts import DECORATIVE, DRAWING, Parts, Story, is_on, said_by, w
from bna_pipeline.documents.house import LEAST_CONTRAST, contrast

LEAST_POINTS: Final = 7.0
_UNSEEN_CONTRAST = 1.5
_LEAST_WIDTH_PERCENT = 50
_LEAST_ROW_TWIPS = 200
_PER_POINT = 20  # twips
_FARTHEST_TWIPS = 2000  # outside the text, to the left or right: no further than a page's margin
_OFFICE_SHAPES = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OURS: Final = ("rapport_", "brief_", "actie_", "veld_")  # see `docx_body.bookmark_name`
_GO_BACK = "_GoBack"  # Word's own mark of where its user last typed; it does not come along

_TRACKED: Final = tuple(
    w(name)
    for name in (
        "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange",
        "tcPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge", "delText",
    )
)  # fmt: skip
_COMMENTS: Final = tuple(w(name) for name in ("commentRangeStart", "commentReference"))
_SHAPES: Final = (
    w("pict"), w("txbxContent"), w("framePr"), w("tblpPr"), f"{{{_COMPATIBILITY}}}AlternateContent",
    f"{{{_OFFICE_SHAPES}}}wsp",
)  # fmt: skip
_IN_THE_TEXT = "Zet de tekst gewoon in de alinea's van het sjabloon."


@dataclass(frozen=True)
class Seen:
    """One thing that a reader does not see as it is: where, what, and how to mend it."""

    place: str
    what: str
    mend: str


def hidden_faults(parts: Parts, looks: Appearance) -> Iterator[Seen]:
    """Everything in the stories of a template that is hidden, or can hide something."""
    for story in parts.stories:
        said = " ".join(" ".join(map(said_by, story.root.iter(w("p")))).split())
        if said and not story.shown:
            yield Seen(
                story.name,
                f"hier staat tekst die geen bladzijde toont ('{said[:60]}')",
                "Zet deze kop- of voettekst aan, of maak haar leeg.",
            )
        for place, paragraph in story.paragraphs():
            yield from _in_paragraph(place, paragraph, looks)
        yield from _in_story(story)


def _in_paragraph(place: str, paragraph: etree._Element, looks: Appearance) -> Iterator[Seen]:
    """The faults of one paragraph, each kind once."""
    found = [*_marks(paragraph), *_shapes(paragraph), *_layout(paragraph, looks)]
    for run in paragraph.iter(w("r")):
        if next(run.iterancestors(w("p"))) is paragraph and any(node.text for node in run.iter(w("t"))):
            found += _looks_of(run, looks)
    for what, mend in dict.fromkeys(found):
        yield Seen(place, what, mend)


def _marks(paragraph: etree._Element) -> Iterator[tuple[str, str]]:
    own = paragraph.find(f"{w('pPr')}/{w('rPr')}")
    if own is not None and any(is_on(own.find(w(name))) for name in ("vanish", "specVanish")):
        yield "het alineateken is verborgen", "Zet bij Lettertype het vinkje Verborgen uit."
    if next(paragraph.iter(*_TRACKED), None) is not None or any(
        node.tag in _TRACKED for node in paragraph.iterancestors()
    ):
        yield (
            "hier staan bijgehouden wijzigingen, zodat niet iedereen dezelfde tekst ziet",
            "Accepteer of negeer ze: Controleren, Accepteren.",
        )
    if next(paragraph.iter(*_COMMENTS), None) is not None:
        yield "hier hangt een opmerking", "Verwijder haar."


def _shapes(paragraph: etree._Element) -> Iterator[tuple[str, str]]:
    own = (n for n in paragraph.iter(*_SHAPES) if next(n.iterancestors(w("p")), None) is paragraph)
    if next(own, None) is not None or next(paragraph.iterancestors(w("txbxContent")), None) is not None:
        yield (
            "hier staat een tekstvak, vorm of kader, dat een schermlezer niet op zijn plaats leest",
            _IN_THE_TEXT,
        )
    for anchor in paragraph.iter(f"{{{DRAWING}}}anchor"):
        if (anchor.get("behindDoc") or "0") in ("0", "false"):
            yield (
                "hier ligt een afbeelding over de tekst",
                "Kies bij Tekstterugloop voor In tekstregel of Achter tekst.",
            )
    for shown in paragraph.iter(f"{{{DRAWING}}}docPr"):
        if not (shown.get("descr") or "").strip() and not _is_decorative(shown):
            yield (
                f"de afbeelding '{shown.get('name') or 'zonder naam'}' heeft geen alternatieve tekst",
                "Rechtsklik erop, kies Alternatieve tekst bewerken, en beschrijf haar of noem haar decoratief.",
            )
        if is_on_attribute(shown, "hidden"):
            yield f"de afbeelding '{shown.get('name') or 'zonder naam'}' is verborgen", "Toon haar, of verwijder haar."


def _is_decorative(shown: etree._Element) -> bool:
    return any(is_on_attribute(mark, "val") for mark in shown.iter(f"{{{DECORATIVE}}}decorative"))


def is_on_attribute(node: etree._Element, name: str) -> bool:
    """Whether a yes-or-no attribute without a namespace says yes."""
    return (node.get(name) or "0").lower() in ("1", "true")


def _layout(paragraph: etree._Element, looks: Appearance) -> Iterator[tuple[str, str]]:
    indent = looks.paragraph_property(paragraph, "ind")
    if indent is not None and said_by(paragraph):
        sides = (_twips(indent, name) for name in ("left", "start", "right", "end"))
        if any(side < -_FARTHEST_TWIPS for side in sides) or _twips(indent, "firstLine") > _FARTHEST_TWIPS * 3:
            yield "de tekst springt zo ver in of uit dat zij buiten de bladzijde valt", "Maak de inspringing kleiner."
    spacing = looks.paragraph_property(paragraph, "spacing")
    exact = spacing is not None and spacing.get(w("lineRule")) == "exact"
    if exact and spacing is not None and _twips(spacing, "line") < LEAST_POINTS * _PER_POINT:
        yield "de regelafstand is zo klein dat de tekst niet te lezen is", "Kies een regelafstand van ten minste enkel."


def _looks_of(run: etree._Element, looks: Appearance) -> Iterator[tuple[str, str]]:
    if looks.is_hidden(run):
        yield "hier staat verborgen tekst", "Zet bij Lettertype het vinkje Verborgen uit, of verwijder de tekst."
    size = looks.size(run)
    if size < LEAST_POINTS:
        yield f"de tekst is {size:g} punt groot", f"Kies ten minste {LEAST_POINTS:g} punt."
    for name, least in (("w", _LEAST_WIDTH_PERCENT), ("fitText", None)):
        mark = looks.run_property(run, name)
        if mark is not None and (least is None or _twips(mark, "val", 100) < least):
            yield (
                "de tekst is te smal om te lezen",
                "Zet bij Lettertype, Geavanceerd, de schaal op 100 %.",
            )
    text, ground = looks.colour(run), looks.ground(run)
    found = contrast(text, ground)
    if found < _UNSEEN_CONTRAST:
        yield f"de tekst ({text}) is niet te zien op haar achtergrond ({ground})", "Geef de tekst een donkere kleur."
    elif found < LEAST_CONTRAST:
        yield (
            f"de tekst ({text}) steekt te weinig af tegen haar achtergrond ({ground})",
            f"Kies een kleur met een contrast van ten minste {LEAST_CONTRAST:g} op 1.".replace(".5", ",5"),
        )


def _in_story(story: Story) -> Iterator[Seen]:
    for row in story.root.iter(w("trHeight")):
        if row.get(w("hRule")) == "exact" and _twips(row, "val") < _LEAST_ROW_TWIPS:
            what = "een rij van een tabel is zo laag dat haar tekst wegvalt"
            yield Seen(story.name, what, "Kies bij Rijhoogte voor Ten minste.")
    if any((node.tail or "").strip() for node in story.root.iter()):
        yield Seen(story.name, "hier staat tekst buiten de alinea's", "Bewaar het sjabloon opnieuw in Word.")
    for table in story.root.iter(w("tbl")):
        if table.find(w("tblGrid")) is None:
            yield Seen(story.name, "een tabel is beschadigd", "Maak haar opnieuw.")
    for mark in story.root.iter(w("bookmarkStart")):
        name = mark.get(w("name")) or ""
        if name.startswith("_") and name != _GO_BACK:
            yield Seen(
                story.name,
                f"hier staat een verborgen bladwijzer ('{name}')",
                "Verwijder hem: Invoegen, Bladwijzer, vinkje Verborgen bladwijzers.",
            )
        elif name.startswith(_OURS):
            what = f"de bladwijzer '{name}' heeft een naam die in het document zelf voorkomt"
            yield Seen(story.name, what, "Geef hem een andere naam.")


def _twips(node: etree._Element, name: str, otherwise: int = 0) -> float:
    """A measure; what is none counts as if it were not said."""
    try:
        return float((node.get(w(name)) or str(otherwise)).rstrip("%"))
    except ValueError:
        return otherwise
