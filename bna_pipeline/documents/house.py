"""The house style of a programme as values: `house.yaml`, from which PDF, Word and HTML take the same look."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, NamedTuple, Self

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from bna_pipeline.errors import TemplateInvalid
from bna_pipeline.model.base import Frozen, Line
from bna_pipeline.model.programme import Status
from bna_pipeline.model.pydantic_dutch import in_dutch

HOUSE: Final = "house.yaml"

LEAST_CONTRAST: Final = 4.5
"""Of text against what it stands on (WCAG 2.1, success criterion 1.4.3)."""

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
"""Six lower-case hexadecimal digits, sRGB."""
Points = Annotated[float, Field(ge=1, le=200)]
Millimetres = Annotated[float, Field(ge=1, le=1000)]


class Sign(StrEnum):
    """A sign that is told from the others without colour."""

    CHECK = "check"
    CHEVRONS = "chevrons"
    ARROW = "arrow"
    EXCLAMATION = "exclamation"
    CROSS = "cross"
    CIRCLE = "circle"
    DASH = "dash"


_CORNERS = ((0, -34), (17, -29.4), (29.4, -17), (34, 0), (29.4, 17), (17, 29.4), (0, 34))
_RING: Final = tuple((50 + x, 50 + y) for x, y in (*_CORNERS, *((-x, y) for x, y in reversed(_CORNERS[:-1]))))

SIGNS: Final[dict[Sign, tuple[tuple[tuple[float, float], ...], ...]]] = {
    Sign.CHECK: (((12, 55), (40, 82), (90, 18)),),
    Sign.CHEVRONS: (((12, 15), (45, 50), (12, 85)), ((52, 15), (85, 50), (52, 85))),
    Sign.ARROW: (((10, 50), (88, 50)), ((56, 18), (88, 50), (56, 82))),
    Sign.EXCLAMATION: (((50, 8), (50, 56)), ((50, 88), (50, 90))),
    Sign.CROSS: (((18, 18), (82, 82)), ((82, 18), (18, 82))),
    Sign.CIRCLE: (_RING,),
    Sign.DASH: (((15, 50), (85, 50)),),
}
"""How each sign is drawn: lines from point to point in a square of 100 by 100, y downwards."""


class Colours(Frozen):
    """What each colour is for; `accent` is for ornament only, never for text."""

    paper: Colour
    ink: Colour
    soft: Colour
    line: Colour
    tint: Colour
    brand: Colour
    brand_light: Colour
    accent: Colour


class StatusLook(Frozen):
    colour: Colour
    sign: Sign


class Fonts(Frozen):
    """Families as they call themselves; `fallback` for scripts that the first two lack."""

    sans: Line
    serif: Line
    fallback: tuple[Line, ...] = ()


class Sizes(Frozen):
    """Of letters, in points."""

    title: Points
    subtitle: Points
    heading_1: Points
    heading_2: Points
    heading_3: Points
    lead: Points
    body: Points
    table: Points
    small: Points
    running: Points


class Spacing(Frozen):
    """White, in points: after a paragraph and around headings; `line`: from line to line, in sizes of the letter."""

    line: Annotated[float, Field(ge=1, le=2)]
    paragraph: Points
    heading_1_below: Points
    heading_2_above: Points
    heading_2_below: Points
    heading_3_above: Points
    heading_3_below: Points


class Margins(Frozen):
    """In millimetres."""

    top: Millimetres
    bottom: Millimetres
    left: Millimetres
    right: Millimetres


class Page(Frozen):
    """In millimetres."""

    width: Millimetres
    height: Millimetres
    report: Margins
    letter: Margins


class PictureSize(Frozen):
    """The room that a picture may take, in millimetres."""

    widest: Millimetres
    highest: Millimetres


class Pair(NamedTuple):
    """Text in one colour on a ground of another, and what it is used for."""

    use: str
    text: Colour
    ground: Colour


class House(Frozen):
    """A programme's house style."""

    colours: Colours
    statuses: dict[Status, StatusLook]
    unreported: StatusLook
    pillars: tuple[Colour, ...] = Field(min_length=1)
    fonts: Fonts
    sizes: Sizes
    spacing: Spacing
    page: Page
    picture: PictureSize

    @model_validator(mode="after")
    def _whole_and_legible(self) -> Self:
        faults = [f"statuses: '{status.value}' ontbreekt" for status in Status if status not in self.statuses]
        signs = [look.sign for look in (*self.statuses.values(), self.unreported)]
        faults += [f"statuses: het teken '{s.value}' staat bij meer dan één status" for s in Sign if signs.count(s) > 1]
        for pair in self.pairs():
            found = contrast(pair.text, pair.ground)
            if found < LEAST_CONTRAST:
                faults.append(
                    f"{pair.use}: {pair.text} op {pair.ground} heeft een contrast van {_figure(found)} op 1, "
                    f"en dat moet ten minste {_figure(LEAST_CONTRAST)} op 1 zijn"
                )
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def status(self, label: str) -> StatusLook:
        """How a status looks, by the word that is printed for it; what is no status looks as one without a report."""
        return next((look for status, look in self.statuses.items() if status.value == label), self.unreported)

    def pillar(self, number: int) -> Colour:
        """The colour of a pillar by its number, from 1."""
        return self.pillars[(number - 1) % len(self.pillars)]

    def pairs(self) -> Iterator[Pair]:
        """Every text and ground that the documents put together."""
        colours = self.colours
        for name in ("ink", "soft", "brand"):
            for ground in ("paper", "tint"):
                yield Pair(f"colours.{name} op {ground}", getattr(colours, name), getattr(colours, ground))
        for name in ("ink", "brand"):
            yield Pair(f"colours.{name} op brand_light", getattr(colours, name), colours.brand_light)
        yield Pair("wit op colours.brand", colours.paper, colours.brand)
        for status, look in self.statuses.items():
            yield Pair(f"wit op statuses.{status.value}", colours.paper, look.colour)
        yield Pair("wit op unreported", colours.paper, self.unreported.colour)
        for number, colour in enumerate(self.pillars, start=1):
            yield Pair(f"wit op pijler {number}", colours.paper, colour)
            yield Pair(f"pijler {number} op tint", colour, colours.tint)


def contrast(one: Colour, other: Colour) -> float:
    """How much two colours differ, from 1 (equal) to 21 (WCAG 2.1, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    """Relative luminance, from 0 to 1 (WCAG 2.1, "relative luminance")."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _figure(value: float) -> str:
    return f"{int(value * 100) / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def load_house(folder: Path) -> House:
    """Read the house style of a programme.

    Args:
        folder: the programme's folder, which holds `house.yaml`.

    Raises:
        TemplateInvalid: the file is missing or wrong; the message names every field.
    """
    try:
        text = (folder / HOUSE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateInvalid(
            f"De huisstijl {folder.name}/{HOUSE} is niet te lezen: {error}.",
            "Neem het bestand over uit het voorbeeld en pas het aan.",
        ) from error
    return _understood(folder.name, text)


@lru_cache(maxsize=8)
def _understood(programme: str, text: str) -> House:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise TemplateInvalid(f"De huisstijl {programme}/{HOUSE} is geen goede YAML: {error}.") from error
    try:
        return House.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'bestand'}: {in_dutch(e)}" for e in error.errors())
        raise TemplateInvalid(f"De huisstijl in {programme}/{HOUSE} klopt niet: {faults}.") from error
