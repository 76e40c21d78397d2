"""Colours of a web page as its style sheet gives them: enough of CSS to know every text's colour and ground.

Read are selectors of names, classes and ids with the four combinators, and the custom properties in them; a rule for a
state or a part that a reader sees only at times (`:hover`, `::before`) is held against the ground where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from bna_pipeline.documents.lint_colour import Colour, of_hex

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND = re.compile(r"(\*|[a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)")
_SPLIT = re.compile(r"\s*([>+~])\s*|\s+")
_STATE = re.compile(r"::?[\w-]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*((?:[^()]|\([^()]*\))*))?\)")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)")
_NAMED = {"white": "ffffff", "black": "000000", "red": "ff0000", "gray": "808080", "grey": "808080", "silver": "c0c0c0",
          "navy": "000080", "yellow": "ffff00", "blue": "0000ff", "green": "008000"}  # fmt: skip
_NOT_ON_SCREEN = re.compile(r"@(?:media\s+print|page|font-face|keyframes)")


@dataclass(frozen=True)
class Step:
    """One part of a selector, and the combinator before it ("" for the first): a space, `>`, `+` or `~`."""

    name: str
    ids: frozenset[str]
    classes: frozenset[str]
    before: str


@dataclass(frozen=True)
class StyleRule:
    """One selector with its declarations; `at_times` for a state or a generated part.

    Attributes:
        steps: what it asks, from the element outwards.
    """

    selector: str
    steps: tuple[Step, ...]
    declarations: Mapping[str, str]
    at_times: bool

    @property
    def weight(self) -> tuple[int, int, int]:
        """The specificity (Selectors 4, 17)."""
        steps = self.steps
        return (
            sum(len(step.ids) for step in steps),
            sum(len(step.classes) for step in steps),
            sum(step.name != "" for step in steps),
        )


@dataclass
class Look:
    """What an element comes out with."""

    colour: Colour | None
    ground: Colour | None
    variables: Mapping[str, str] = field(default_factory=dict)


def rules_of(sheet: str) -> Iterator[StyleRule]:
    """The rules of a sheet that hold on a screen, in their order."""
    for prelude, block in _blocks(_COMMENT.sub("", sheet)):
        if prelude.startswith("@"):
            if prelude.startswith(("@media", "@supports", "@layer")) and not _NOT_ON_SCREEN.match(prelude):
                yield from rules_of(block)
            continue
        declarations = _declarations(block)
        for selector in _COMMAS.split(prelude):
            yield from _rule(selector.strip(), declarations)


_COMMAS = re.compile(r",(?![^(]*\))")


def _rule(selector: str, declarations: Mapping[str, str]) -> Iterator[StyleRule]:
    root = re.sub(r"^:root\b", "html", selector)
    plain = _STATE.sub("", root).strip()
    steps = _steps(plain or "*")
    if steps is not None:
        yield StyleRule(selector, steps, declarations, at_times=plain != root)


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """What stands before a brace, and what between it and its match."""
    at = 0
    while (opening := sheet.find("{", at)) >= 0:
        depth, here = 1, opening + 1
        while depth and here < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[here], 0)
            here += 1
        yield sheet[at:opening].split(";")[-1].strip(), sheet[opening + 1 : here - 1]
        at = here


def _declarations(block: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in block.split(";") if ":" in part)
    return {name.strip().lower(): value.replace("!important", "").strip() for name, value in pairs}


def _steps(selector: str) -> tuple[Step, ...] | None:
    """What a selector asks, from the element outwards; None for one that is not read."""
    pieces = _SPLIT.split(selector)
    steps = []
    for number in range(0, len(pieces), 2):
        found = _COMPOUND.fullmatch(pieces[number])
        if found is None or not pieces[number]:
            return None
        marks = re.findall(r"([.#])([\w-]+)", found[2])
        steps.append(
            Step(
                name="" if found[1] in (None, "*") else found[1],
                ids=frozenset(value for kind, value in marks if kind == "#"),
                classes=frozenset(value for kind, value in marks if kind == "."),
                before=(pieces[number - 1] or " ") if number else "",
            )
        )
    return tuple(reversed(steps))


class Elements:
    """The elements of a page by name and by class, and which of them a rule is about."""

    def __init__(self, root: etree._Element) -> None:
        self.all = list(root.iter(etree.Element))
        self._by_name: dict[str, list[etree._Element]] = {}
        self._by_class: dict[str, list[etree._Element]] = {}
        for element in self.all:
            self._by_name.setdefault(str(element.tag), []).append(element)
            for name in (element.get("class") or "").split():
                self._by_class.setdefault(name, []).append(element)

    def matching(self, rule: StyleRule) -> list[etree._Element]:
        """The elements that a rule is about, in the order of the page."""
        last = rule.steps[0]
        candidates = self.all
        if last.classes:
            candidates = self._by_class.get(min(last.classes), [])
        elif last.name:
            candidates = self._by_name.get(last.name, [])
        return [element for element in candidates if _fits(element, rule.steps)]


def _fits(element: etree._Element, steps: tuple[Step, ...]) -> bool:
    here = steps[0]
    own = (
        (not here.name or element.tag == here.name)
        and (not here.ids or element.get("id") in here.ids)
        and (not here.classes or here.classes <= set((element.get("class") or "").split()))
    )
    if not own or len(steps) == 1:
        return own
    return any(_fits(other, steps[1:]) for other in _related(element, here.before))


def _related(element: etree._Element, how: str) -> Iterator[etree._Element]:
    """The elements on the other side of a combinator."""
    if how == " ":
        yield from element.iterancestors()
    elif how == ">":
        parent = element.getparent()
        yield from () if parent is None else (parent,)
    else:
        before = element.itersiblings(etree.Element, preceding=True)
        yield from before if how == "~" else islice(before, 1)


def looks_of(page: Elements, rules: list[StyleRule], paper: Colour) -> dict[etree._Element, Look]:
    """How every element comes out, from the sheet and its own `style`.

    Args:
        paper: the ground where the page gives none.
    """
    found: dict[etree._Element, list[tuple[tuple[int, int, int], int, Mapping[str, str]]]] = {}
    for order, rule in enumerate(rules):
        if not rule.at_times and any(name.startswith(("color", "background", "--")) for name in rule.declarations):
            for element in page.matching(rule):
                found.setdefault(element, []).append((rule.weight, order, rule.declarations))
    looks: dict[etree._Element, Look] = {}
    start = Look((0.0, 0.0, 0.0), paper)
    for element in page.all:
        parent = element.getparent()
        around = start if parent is None else looks[parent]
        declared: dict[str, str] = {}
        for _, _, declarations in sorted(found.get(element, ()), key=lambda entry: entry[:2]):
            declared.update(declarations)
        if element.get("style"):
            declared.update(_declarations(element.get("style") or ""))
        looks[element] = applied(around, declared) if declared else around
    return looks


def applied(around: Look, declared: Mapping[str, str]) -> Look:
    """What declarations make of what an element inherits."""
    own = {name: value for name, value in declared.items() if name.startswith("--")}
    variables = {**around.variables, **own} if own else around.variables
    colour, ground = around.colour, around.ground
    if "color" in declared and declared["color"] not in ("inherit", "currentcolor"):
        colour = colour_in(declared["color"], variables)
    for name in ("background", "background-color"):
        if name in declared and declared[name] not in ("none", "transparent", "inherit", "0 0"):
            ground = colour_in(declared[name], variables)
    return Look(colour, ground, variables)


def colour_in(value: str, variables: Mapping[str, str]) -> Colour | None:
    """The colour of a value; None where it is none that can be read (a picture, a gradient)."""
    for _ in range(4):  # a variable may name another
        value = _VARIABLE.sub(lambda found: variables.get(found[1], found[2] or ""), value)
    said = value.strip().lower()
    if said in _NAMED:
        return of_hex(_NAMED[said])
    rgb = _RGB.match(said)
    if rgb is not None:
        red, green, blue = (int(part) / 255 for part in rgb.groups())
        return red, green, blue
    digits = re.fullmatch(r"#([0-9a-f]{3,8})", said)
    return of_hex(digits[1]) if digits else None
