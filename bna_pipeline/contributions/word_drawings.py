"""What a drawing in a Word document shows: its pictures, whether Word shows them otherwise, and boxes of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from bna_pipeline.contributions.word_styles import is_on_value
from bna_pipeline.contributions.wordxml import MC, VML, A, R, w

_MAC = "ma"  # what Word for Mac writes for itself: the picture as a PDF, which the other branch has as a picture
_CROP = 1_000  # thousandths of a percent of a side; Word and PowerPoint write a trace of a crop where nobody cropped
_VML_CROPS = ("cropleft", "croptop", "cropright", "cropbottom")
_VML_CROP = 0.01  # of a side


@dataclass(frozen=True)
class Drawing:
    """What stands in one drawing.

    Attributes:
        pictures: relationship ids of pictures, in order.
        altered: whether Word shows only a part of a picture, or shows it turned or mirrored.
        boxes: boxes of text; what stands in them is not looked at.
        doubles: places that say the same thing in two ways; one of them was looked at.
    """

    pictures: tuple[str, ...]
    altered: bool
    boxes: tuple[etree._Element, ...]
    doubles: tuple[etree._Element, ...]


def look_at(drawing: etree._Element) -> Drawing:
    """Everything in a drawing, each thing once."""
    parts = list(_shown(drawing))
    blips = [str(part.get(f"{{{R}}}embed") or "") for part in parts if part.tag == f"{{{A}}}blip"]
    images = [str(part.get(f"{{{R}}}id") or "") for part in parts if part.tag == f"{{{VML}}}imagedata"]
    return Drawing(
        pictures=(*blips, *images),
        altered=any(map(_alters, parts)),
        boxes=tuple(part for part in parts if part.tag == w("txbxContent")),
        doubles=tuple(part for part in parts if part.tag == f"{{{MC}}}AlternateContent"),
    )


def branch_of(double: etree._Element) -> etree._Element | None:
    """The one of two ways of saying the same thing that is read: the newest."""
    choice = double.find(f"{{{MC}}}Choice")
    return double.find(f"{{{MC}}}Fallback") if choice is None else choice


def _shown(node: etree._Element) -> Iterator[etree._Element]:
    for child in node:
        yield child
        if child.tag == f"{{{MC}}}AlternateContent":
            branch = _branch_of_picture(child)
            if branch is not None:
                yield from _shown(branch)
        elif child.tag != w("txbxContent"):
            yield from _shown(child)


def _branch_of_picture(double: etree._Element) -> etree._Element | None:
    choice, fallback = branch_of(double), double.find(f"{{{MC}}}Fallback")
    only_mac = choice is not None and choice.get("Requires") == _MAC
    if only_mac and fallback is not None and next(fallback.iter(f"{{{A}}}blip"), None) is not None:
        return fallback
    return choice


def _alters(part: etree._Element) -> bool:
    if part.tag == f"{{{A}}}srcRect":
        return any(abs(_thousandths(part.get(side) or "0")) >= _CROP for side in "ltrb")
    if part.tag == f"{{{A}}}xfrm":
        return part.get("rot", "0") != "0" or any(is_on_value(part.get(flip, "0")) for flip in ("flipH", "flipV"))
    if part.tag == f"{{{VML}}}imagedata":
        return any(abs(_fraction(part.get(side) or "0")) >= _VML_CROP for side in _VML_CROPS)
    if part.tag == f"{{{VML}}}shape":
        said = {
            line.partition(":")[0].strip(): line.partition(":")[2].strip() for line in part.get("style", "").split(";")
        }
        return said.get("rotation", "0") != "0" or bool(said.get("flip"))
    return False


def _thousandths(said: str) -> float:
    return _number(said.removesuffix("%")) * (1_000 if said.endswith("%") else 1)


def _fraction(said: str) -> float:
    return _number(said.removesuffix("f")) / (65_536 if said.endswith("f") else 1)


def _number(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        return 0.0
