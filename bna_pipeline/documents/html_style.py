"""The look of the HTML edition: one style sheet for every programme, in the colours and letters of its house style."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from bna_pipeline.documents.house import SIGNS, House, StatusLook
from bna_pipeline.documents.html_body import Element, el

_SANS = 'system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
_SERIF = 'Georgia,"Times New Roman",serif'


def style_of(house: House) -> str:
    """The page's CSS: the tokens of the house style, and the sheet that uses them.

    The letters are those of the house where a reader has them, else those of his own device: a page that brings fonts
    along is ten times as heavy, and says no word more.
    """
    colours = {name.replace("_", "-"): value for name, value in house.colours.model_dump().items()}
    tokens = {
        **colours,
        "sans": f"{_quoted(house.fonts.sans)},{_SANS}",
        "serif": f"{_quoted(house.fonts.serif)},{_SERIF}",
    }
    root = "".join(f"--{name}:{value};" for name, value in tokens.items())
    pillars = "".join(
        f".pijler-{number}{{--pijler:{colour}}}\n" for number, colour in enumerate(house.pillars, start=1)
    )
    return f":root{{{root}}}\n{pillars}{_sheet()}"


def pillar_class(house: House, number: int) -> str:
    """The class that gives a pillar its colour; numbers count from 1."""
    return f"pijler-{(number - 1) % len(house.pillars) + 1}"


def status_sign(look: StatusLook) -> Element:
    """The sign of a status as a drawing; ornament, for the word stands beside it."""
    drawn = [
        " ".join(f"{'M' if at == 0 else 'L'}{x:g} {y:g}" for at, (x, y) in enumerate(line)) for line in SIGNS[look.sign]
    ]
    pen = {"fill": "none", "stroke": "#ffffff", "stroke_width": "14", "stroke_linecap": "round"}
    return el(
        "svg",
        el("rect", width="100", height="100", rx="18", fill=look.colour),
        el("path", d=" ".join(drawn), transform="translate(18 18) scale(.64)", stroke_linejoin="round", **pen),
        viewBox="0 0 100 100",
        aria_hidden="true",
    )


def _quoted(family: str) -> str:
    return '"' + "".join(c for c in family if c.isalnum() or c in " -") + '"'


@cache
def _sheet() -> str:
    return (files(__package__) / "web.css").read_text(encoding="utf-8")
