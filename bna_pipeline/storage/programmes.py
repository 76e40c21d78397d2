"""Programmes as folders: `templates/<folder>/programme.yaml`, read safely, with every fault at its line.

Editions stand in that file, or each in a file of its own beside it (`edition_files`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from bna_pipeline.errors import ProgrammeInvalid, UnknownEdition
from bna_pipeline.model.programme import Programme
from bna_pipeline.storage.edition_files import EditionNode, edition_file, edition_paths, read_editions
from bna_pipeline.storage.programme_faults import Fault, faults_of
from bna_pipeline.storage.yaml_text import YamlText, in_file, parsed, read_text

PROGRAMME_FILE = "programme.yaml"


class ProgrammeFolder(NamedTuple):
    """A programme of all years, and the folder that holds its templates."""

    folder: Path
    programme: Programme


def load_programme(folder: Path) -> Programme:
    """Read `programme.yaml` of one folder, and the editions beside it.

    Raises:
        ProgrammeInvalid: one is missing or wrong; the message has a line for every fault, with line number and field.
    """
    return _programme(read_text(folder / PROGRAMME_FILE), tuple(read_text(path) for path in edition_paths(folder)))


@lru_cache(maxsize=8)
def _programme(main: YamlText, files: tuple[YamlText, ...]) -> Programme:
    """The programme in these texts. Frozen, so one reading of the same texts serves every command of a process."""
    node, value = parsed(*main)
    editions = read_editions(files, _edition_ids(value))
    node, value = _together(node, value, editions)
    try:
        return Programme.model_validate(value)
    except ValidationError as fault:
        raise _invalid(main.path, faults_of(fault, node), editions) from fault


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


def stands_in_file(folder: Path, edition: str) -> Path:
    """The file of this programme's folder in which one of its editions stands."""
    own = edition_file(folder, edition)
    return own if own.is_file() else folder / PROGRAMME_FILE


# -- editions of both places as one list ---------------------------------------------------------------


def _edition_ids(value: Any) -> tuple[str, ...]:
    """Ids of the editions in programme.yaml, as far as it can be read by now."""
    listed = value.get("editions") if isinstance(value, dict) else None
    return tuple(e["id"] for e in listed if isinstance(e, dict) and "id" in e) if isinstance(listed, list) else ()


def _together(node: yaml.Node, value: Any, editions: Sequence[EditionNode]) -> tuple[yaml.Node, Any]:
    """The programme with the editions from files behind its own, in values and in nodes alike."""
    if not editions or not isinstance(value, dict) or not isinstance(node, yaml.MappingNode):
        return node, value
    own = value.get("editions") or []
    if not isinstance(own, list):
        return node, value  # it is no list, as will be said
    nodes = [e.node for e in editions]
    pairs = [(key, _longer(below, nodes) if key.value == "editions" else below) for key, below in node.value]
    if "editions" not in value:
        pairs.append((yaml.ScalarNode("tag:yaml.org,2002:str", "editions", node.start_mark), _list(node, nodes)))
    merged = yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
    return merged, {**value, "editions": [*own, *(e.value for e in editions)]}


def _longer(below: yaml.Node, nodes: Sequence[yaml.Node]) -> yaml.Node:
    own = below.value if isinstance(below, yaml.SequenceNode) else []
    return _list(below, [*own, *nodes])


def _list(place: yaml.Node, nodes: Sequence[yaml.Node]) -> yaml.Node:
    return yaml.SequenceNode("tag:yaml.org,2002:seq", list(nodes), place.start_mark, place.end_mark)


def _invalid(main: Path, faults: Sequence[Fault], editions: Sequence[EditionNode]) -> ProgrammeInvalid:
    """The faults by file: those of an edition with a file of its own are said of that file."""
    said = []
    for edition in editions:
        stem = f"editions.{edition.id}."
        own = [f._replace(field=f.field.removeprefix(stem)) for f in faults if f.field.startswith(stem)]
        if own:
            said.append(in_file(edition.path, own))
        faults = [f for f in faults if not f.field.startswith(stem)]
    if faults:
        said.insert(0, in_file(main, list(faults)))
    return ProgrammeInvalid("\n".join(said))
