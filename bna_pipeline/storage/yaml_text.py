"""A YAML file of a programme's folder: its values, and its nodes with the lines on which they stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bna_pipeline.errors import ProgrammeInvalid
from bna_pipeline.storage.programme_faults import Fault

# libyaml's parser is ten times as fast on a programme of a thousand lines; both build plain values only.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlText(NamedTuple):
    """A file and what it says."""

    path: Path
    text: str


def read_text(path: Path) -> YamlText:
    """A file as text in UTF-8.

    Raises:
        ProgrammeInvalid: it is missing, or no such text.
    """
    try:
        return YamlText(path, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise ProgrammeInvalid(f"{path} is niet te lezen als tekst in UTF-8: {fault}.") from fault


def parsed(path: Path, text: str) -> tuple[yaml.Node, Any]:
    """The document as nodes with their lines, and as plain values.

    Raises:
        ProgrammeInvalid: it is no YAML, or says a thing twice; the message has a line for every fault.
    """
    try:
        # An alias of an alias of an alias grows without bound; a programme has no need of one.
        aliases = [e for e in yaml.parse(text, Loader=_Loader) if isinstance(e, yaml.AliasEvent)]
        if aliases:
            raise invalid(path, [Fault(_line(e), f"*{e.anchor}", "verwijzingen zijn niet toegestaan") for e in aliases])
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            raise invalid(path, [Fault(1, "programme", "het bestand is leeg")])
        wrong = list(_wrong_nodes(node, ()))
        if wrong:
            raise invalid(path, wrong)
        return node, yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark is not None else 1
        raise invalid(path, [Fault(line, "programme", f"dit is geen YAML ({fault.problem})")]) from fault
    except (yaml.YAMLError, ValueError) as fault:  # a character that YAML refuses, a number that is none
        raise invalid(path, [Fault(1, "programme", f"dit is geen YAML ({' '.join(str(fault).split())})")]) from fault


def invalid(path: Path, faults: list[Fault]) -> ProgrammeInvalid:
    """The error that names every fault of a file, by line."""
    return ProgrammeInvalid(in_file(path, faults))


def in_file(path: Path, faults: list[Fault]) -> str:
    """The faults of one file as a paragraph, by line."""
    count = "staat een fout" if len(faults) == 1 else f"staan {len(faults)} fouten"
    lines = "".join(f"\n  regel {f.line}, {f.field}: {f.what}." for f in sorted(faults))
    return f"In {path} {count}:{lines}"


def _wrong_nodes(node: yaml.Node, at: tuple[str, ...]) -> Iterator[Fault]:
    """What YAML itself lets pass, or refuses without a line: a key twice, a day that does not exist."""
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            name, line = str(key.value), _line(key)
            if name in seen:
                yield Fault(line, ".".join((*at, name)), f"staat ook op regel {seen[name]}")
            seen.setdefault(name, line)
            yield from _wrong_nodes(value, (*at, name))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value, start=1):
            yield from _wrong_nodes(item, (*at, str(number)))
    elif node.tag == "tag:yaml.org,2002:timestamp" and not _exists(node.value):
        yield Fault(_line(node), ".".join(at), "is geen bestaande datum")


def _exists(day: str) -> bool:
    try:
        yaml.safe_load(day)
    except ValueError:
        return False
    return True


def _line(node: yaml.Node | yaml.Event) -> int:
    return 1 if node.start_mark is None else node.start_mark.line + 1
