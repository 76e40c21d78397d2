"""What pydantic has to say of a programme, in Dutch and at the line of programme.yaml where it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from bna_pipeline.model.pydantic_dutch import in_dutch


class Fault(NamedTuple):
    """One fault: line from 1, the field with its path (`actions.K-01.owner`), and what is wrong with it."""

    line: int
    field: str
    what: str


class _Place(NamedTuple):
    """Where a location of pydantic stands in the file.

    `side` names the side of a union that was tried, which is no part of the file; `stem` is the path up to there.
    """

    path: tuple[str, ...]
    line: int
    stem: tuple[str, ...]
    side: str


def faults_of(error: ValidationError, root: yaml.Node) -> list[Fault]:
    """Every fault once, by line.

    Args:
        error: of validating the file's values.
        root: the same file as YAML nodes.
    """
    faults: list[Fault] = []
    unions: dict[tuple[str, ...], dict[str, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    for detail in _without_echoes(error.errors(include_url=False)):
        place = _place(root, _told_at(detail))
        if detail["type"] == "value_error":
            faults.extend(_broken_rules(str(detail["ctx"]["error"]), place, root))
            continue
        fault = Fault(place.line, _field(place.path), in_dutch(detail))
        if place.side:
            unions[place.stem][place.side].append(fault)
        else:
            faults.append(fault)
    return sorted({*faults, *(fault for sides in unions.values() for fault in _nearest_side(sides))})


def _without_echoes(details: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Without "too short" of a list of which no item is right: those items' own faults say it."""
    places = [detail["loc"] for detail in details]
    for detail in details:
        loc = detail["loc"]
        echo = detail["type"] == "too_short" and any(p[: len(loc)] == loc and len(p) > len(loc) for p in places)
        if not echo:
            yield detail


def _told_at(detail: Mapping[str, Any]) -> Sequence[int | str]:
    """The location of a fault; of a block that says it is of no known kind, that is where it says so."""
    loc: Sequence[int | str] = detail["loc"]
    return (*loc, detail["ctx"]["discriminator"].strip("'")) if detail["type"].startswith("union_tag_") else loc


def _nearest_side(sides: Mapping[str, list[Fault]]) -> list[Fault]:
    """Of a union pydantic lists the faults of every side; the side with the fewest is what was meant."""
    fewest = min(len(faults) for faults in sides.values())
    nearest = [faults for faults in sides.values() if len(faults) == fewest]
    first = nearest[0][0]
    if fewest == 1 and all(faults[0][:2] == first[:2] for faults in nearest):
        return [first._replace(what=", of ".join(faults[0].what for faults in nearest))]
    return nearest[0]


def _place(root: yaml.Node, loc: Sequence[int | str]) -> _Place:
    node, line, side = root, root.start_mark.line + 1, ""
    path: list[str] = []
    stem: tuple[str, ...] = ()
    for step in loc:
        below = _below(node, step)
        if below is not None:
            node, line, name = below
            path.append(name)
        elif step is loc[-1] and isinstance(node, yaml.MappingNode):
            path.append(str(step))  # a key that is missing
        else:
            stem, side = tuple(path), str(step)
    return _Place(tuple(path), line, stem or tuple(path), side)


def _below(node: yaml.Node, step: int | str) -> tuple[yaml.Node, int, str] | None:
    """One step down: the node, the line where its key or item begins, and how a reader names it."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key.start_mark.line + 1, str(step)
    if isinstance(node, yaml.SequenceNode):
        for number, item in reversed(list(enumerate(node.value))):
            name = _id_of(item)
            if step == number or (name and step == name):
                return item, item.start_mark.line + 1, name or str(number + 1)
    return None


def _id_of(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return next((str(v.value) for k, v in node.value if k.value == "id" and isinstance(v, yaml.ScalarNode)), "")
    return ""


def _field(path: Sequence[str]) -> str:
    return ".".join(path) or "programme"


# -- the programme's own rules (`model/programme.py`) --------------------------------------------------

_LISTS: dict[str, tuple[str, ...]] = {
    "pillar": ("pillars",),
    "partner": ("partners",),
    "action": ("actions",),
    "person": ("people",),
    "edition": ("editions",),
    "stage": ("review",),
    "channel": ("delivery", "channels"),
    "field": ("letter", "signatories"),
    "signatory": ("letter", "signatories"),
}


class _Rule(NamedTuple):
    """`path` and `what` may name the pattern's groups; a group `value` is looked for below the path."""

    pattern: re.Pattern[str]
    path: Callable[[Mapping[str, str]], tuple[str, ...]]
    what: str


def _rule(pattern: str, path: str, what: str) -> _Rule:
    return _Rule(re.compile(pattern), lambda groups: tuple(p.format(**groups) for p in path.split("/")), what)


_RULES = (
    _Rule(
        re.compile(r"(?P<kind>\w+) '(?P<id>(?P<value>[^']*))' stands here twice"),
        lambda groups: (*_LISTS[groups["kind"]], groups["id"]),
        "staat er twee keer in",
    ),
    _rule(r"province: unknown partner '(?P<value>[^']*)'", "province", "'{value}' is geen partner"),
    _rule(r"action (?P<id>\S+): unknown pillar '(?P<value>[^']*)'", "actions/{id}/pillar", "'{value}' is geen pijler"),
    _rule(r"action (?P<id>\S+): unknown partner '(?P<value>[^']*)'", "actions/{id}", "'{value}' is geen partner"),
    _rule(r"action (?P<id>\S+): a partner stands there twice", "actions/{id}", "noemt een partner twee keer"),
    _rule(r"pillar (?P<id>\S+): has no action", "pillars/{id}", "heeft geen enkele actie"),
    _rule(
        r"pillar (?P<id>\S+): has no action in edition (?P<edition>\S+)",
        "pillars/{id}",
        "heeft geen enkele actie in {edition}",
    ),
    _rule(
        r"action (?P<id>\S+): until (?P<until>\d+) lies before since (?P<since>\d+)",
        "actions/{id}/until",
        "{until} ligt voor since {since}",
    ),
    _rule(
        r"action (?P<id>\S+): formerly (?P<value>\d+) must come after (?P<before>\d+)",
        "actions/{id}/formerly",
        "moet van oud naar nieuw lopen: {value} staat na {before}",
    ),
    _rule(
        r"action (?P<id>\S+): formerly (?P<value>\d+) must lie before until (?P<until>\d+)",
        "actions/{id}/formerly",
        "{value} moet voor until {until} liggen",
    ),
    _rule(
        r"action (?P<id>\S+): formerly (?P<value>\d+) lies before since (?P<since>\d+)",
        "actions/{id}/formerly",
        "{value} ligt voor since {since}",
    ),
    _rule(
        r"partner (?P<id>\S+): department '(?P<value>[^']*)' stands there twice",
        "partners/{id}/departments",
        "'{value}' staat er twee keer in",
    ),
    _rule(
        r"partner (?P<id>\S+): '(?P<value>[^']*)' is no action of this partner",
        "partners/{id}/departments",
        "'{value}' is geen actie van deze partner",
    ),
    _rule(
        r"partner (?P<id>\S+): action '(?P<value>[^']*)' is asked of two departments",
        "partners/{id}/departments",
        "actie '{value}' staat bij twee afdelingen",
    ),
    _rule(
        r"partner (?P<id>\S+): action '(?P<value>[^']*)' is asked of no department",
        "partners/{id}/departments",
        "actie '{value}' staat bij geen enkele afdeling",
    ),
    _rule(
        r"edition (?P<id>\S+): ordinal (?P<value>\d+) must come after (?P<before>\d+)",
        "editions/{id}/ordinal",
        "{value} moet hoger zijn dan {before}, het volgnummer van de editie van het jaar ervoor",
    ),
    _rule(
        r"stage (?P<id>\S+): '(?P<value>[^']*)' is nobody with the role reviewer",
        "review/{id}/reviewers",
        "'{value}' is niemand uit people met de rol reviewer",
    ),
    _rule(
        r"letter: '(?P<value>[^']*)' is nobody with the role signer",
        "letter/signatories",
        "'{value}' is niemand uit people met de rol signer",
    ),
    _rule(r"delivery: unknown partner '(?P<value>[^']*)'", "delivery/hand_over/partner", "'{value}' is geen partner"),
    _rule(r"edition (?P<id>\S+): must be called (?P<name>\S+)", "editions/{id}/id", "moet {name} heten"),
    _rule(
        r"(?P<list>\w+): '(?P<value>.*)' is listed twice as foreign",
        "{list}",
        "'{value}' staat er twee keer in als tekst in een andere taal; een hoofdletter vooraan maakt geen verschil",
    ),
    _rule(
        r"(?P<list>\w+): foreign '(?P<value>.*)' must begin and end with a letter or a digit",
        "{list}",
        "'{value}' is in een andere taal en moet dan met een letter of cijfer beginnen en eindigen",
    ),
    _rule(
        r"edition (?P<id>\S+): only an edition that went out \(letter_sent\) has standings",
        "editions/{id}/standings",
        "hoort alleen bij een editie die al verzonden is (letter_sent)",
    ),
    _rule(
        r"edition (?P<id>\S+): standings names '(?P<action>[^']*)', which is no action of (?P<year>\d+)",
        "editions/{id}/standings/{action}",
        "is geen actie van {year}",
    ),
)

_LOCAL_RULES: dict[str, tuple[str, str]] = {
    r"needed must be 'all', 'no objection' or 1 to (\d+)": (
        "needed",
        "moet all of no objection zijn, of een getal van 1 tot en met {0}",
    ),
    r"needed: 'no objection' asks for a term": (
        "needed",
        "no objection vraagt om een term: aan het eind daarvan telt wie zwijgt als zonder bezwaar",
    ),
    r"reminders and escalation ask for a term": ("reminders", "herinneringen en escalation vragen om een term"),
    r"levels must run from strong to weak": ("levels", "moet van sterk naar zwak lopen en eindigen met at_least: 0"),
}


def _broken_rules(said: str, place: _Place, root: yaml.Node) -> Iterator[Fault]:
    for pattern, (field, what) in _LOCAL_RULES.items():
        match = re.search(pattern, said)
        if match:
            line, path = _search(root, (*place.path, field), None)
            yield Fault(line, _field(path), what.format(*match.groups()))
            return
    for one in said.split("; "):
        for rule in _RULES:
            match = rule.pattern.fullmatch(one)
            if match:
                groups = match.groupdict()
                line, path = _search(root, rule.path(groups), groups.get("value"))
                yield Fault(line, _field(path), rule.what.format(**groups))
                break
        else:
            yield Fault(place.line, _field(place.path), one)


def _search(root: yaml.Node, names: Sequence[str], value: str | None) -> tuple[int, tuple[str, ...]]:
    """The line of a path by names and ids, or of a value somewhere below it."""
    node, line = root, root.start_mark.line + 1
    for name in names:
        below = _below(node, name)
        if below is None:
            break
        node, line, _ = below
    found = None if value is None else next(_scalars(node, value), None)
    return (line if found is None else found), tuple(names)


def _scalars(node: yaml.Node, value: str) -> Iterator[int]:
    if isinstance(node, yaml.ScalarNode):
        if node.value == value:
            yield node.start_mark.line + 1
        return
    for child in node.value:
        for part in child[1:] if isinstance(node, yaml.MappingNode) else (child,):
            yield from _scalars(part, value)
