"""Programmes as folders: `templates/<folder>/programme.yaml`, read safely, with every fault at its line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from bna_pipeline.errors import ProgrammeInvalid, UnknownEdition
from bna_pipeline.model.programme import Programme
from bna_pipeline.storage.programme_faults import Fault, faults_of

PROGRAMME_FILE = "programme.yaml"

# libyaml's parser is ten times as fast on a programme of a thousand lines; both build plain values only.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ProgrammeFolder(NamedTuple):
    """A programme and the folder that holds its templates."""

    folder: Path
    programme: Programme


def load_programme(folder: Path) -> Programme:
    """Read `programme.yaml` of one folder.

    Raises:
        ProgrammeInvalid: it is missing or wrong; the message has a line for every fault, with line number and field.
    """
    path = folder / PROGRAMME_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ProgrammeInvalid(f"{path} is niet te lezen als tekst in UTF-8: {fault}.") from fault
    return _programme(path, text)


@lru_cache(maxsize=8)
def _programme(path: Path, text: str) -> Programme:
    """The programme in this text. Frozen, so one reading of the same text serves every command of a process."""
    node, value = _parsed(path, text)
    try:
        return Programme.model_validate(value)
    except ValidationError as fault:
        raise _invalid(path, faults_of(fault, node)) from fault


def programme_of(templates: Path, edition: str) -> ProgrammeFolder:
    """The programme that has this edition. A fault in another programme does not stand in its way.

    Raises:
        UnknownEdition: no programme has it; the message lists the editions that there are.
        ProgrammeInvalid: no readable programme has it, and one cannot be read.
    """
    broken: list[ProgrammeInvalid] = []
    known: list[str] = []
    # The folder that an edition's id begins with is most often the right one, and then the only one that is read.
    for folder in sorted(programme_folders(templates), key=lambda f: not edition.startswith(f"{f.name}-")):
        try:
            programme = load_programme(folder)
        except ProgrammeInvalid as fault:
            broken.append(fault)
            continue
        if any(e.id == edition for e in programme.editions):
            return ProgrammeFolder(folder, programme)
        known.extend(e.id for e in programme.editions if not e.past)
    if broken:
        raise broken[0]
    there = f"Er zijn: {', '.join(sorted(known))}." if known else f"In {templates} staat geen enkele lopende editie."
    raise UnknownEdition(f"Editie {edition!r} is niet bekend.", there)


def programme_folders(templates: Path) -> tuple[Path, ...]:
    """The folders below this one that hold a programme, by name."""
    return tuple(sorted(path.parent for path in templates.glob(f"*/{PROGRAMME_FILE}")))


def _parsed(path: Path, text: str) -> tuple[yaml.Node, Any]:
    """The document as nodes with their lines, and as plain values."""
    try:
        # An alias of an alias of an alias grows without bound; a programme has no need of one.
        aliases = [e for e in yaml.parse(text, Loader=_Loader) if isinstance(e, yaml.AliasEvent)]
        if aliases:
            raise _invalid(
                path, [Fault(_line(e), f"*{e.anchor}", "verwijzingen zijn niet toegestaan") for e in aliases]
            )
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            raise _invalid(path, [Fault(1, "programme", "het bestand is leeg")])
        wrong = list(_wrong_nodes(node, ()))
        if wrong:
            raise _invalid(path, wrong)
        return node, yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark is not None else 1
        raise _invalid(path, [Fault(line, "programme", f"dit is geen YAML ({fault.problem})")]) from fault
    except (yaml.YAMLError, ValueError) as fault:  # a character that YAML refuses, a number that is none
        raise _invalid(path, [Fault(1, "programme", f"dit is geen YAML ({' '.join(str(fault).split())})")]) from fault


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


def _invalid(path: Path, faults: list[Fault]) -> ProgrammeInvalid:
    count = "een fout" if len(faults) == 1 else f"{len(faults)} fouten"
    lines = "".join(f"\n  regel {f.line}, {f.field}: {f.what}." for f in sorted(faults))
    return ProgrammeInvalid(f"In {path} staat {count}:{lines}")
