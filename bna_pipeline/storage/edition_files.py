"""Editions in files of their own: `templates/<folder>/editions/<edition>.yaml`, one edition a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from bna_pipeline.errors import ProgrammeInvalid
from bna_pipeline.model.programme import Edition
from bna_pipeline.storage.outbox import write_atomic
from bna_pipeline.storage.programme_faults import Fault, faults_of
from bna_pipeline.storage.yaml_text import YamlText, in_file, parsed

EDITIONS_FOLDER = "editions"

_ABOUT = """\
# Editie {year}, afgeleid van {source} bij het openen van de ronde.
# U mag dit bestand aanpassen; `bna check {id}` zegt wat er niet klopt.
"""

_HEADING = "edition"
"""What the whole of an edition's file is called where a fault is about no field of it."""


class _Dumper(yaml.SafeDumper):
    """Writes every value where it stands: two days that are one are no reference, which reading refuses."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  (PyYAML asks it of every value)
        return True


class EditionNode(NamedTuple):
    """One edition's file: its values as YAML gave them, and its nodes with their lines."""

    path: Path
    id: str
    value: Any
    node: yaml.Node


def edition_paths(folder: Path) -> tuple[Path, ...]:
    """The edition files of a programme's folder, by name."""
    return tuple(sorted(p for p in (folder / EDITIONS_FOLDER).glob("*.yaml") if not p.name.startswith(".")))


def edition_file(folder: Path, edition_id: str) -> Path:
    """Where an edition of this programme stands, or would stand, in a file of its own."""
    return folder / EDITIONS_FOLDER / f"{edition_id}.yaml"


def read_editions(files: Sequence[YamlText], elsewhere: Sequence[str]) -> tuple[EditionNode, ...]:
    """The editions in these files, each sound in itself.

    Args:
        elsewhere: ids of the editions that programme.yaml has already.

    Raises:
        ProgrammeInvalid: names every fault of every file, with its line and field.
    """
    found, wrong = [], []
    for path, text in files:
        node, value = parsed(path, text)
        faults = sorted({*_misnamed(path, node, value, elsewhere), *_unsound(node, value)})
        if faults:
            wrong.append(in_file(path, faults))
        else:
            found.append(EditionNode(path, value["id"], value, node))
    if wrong:
        raise ProgrammeInvalid("\n".join(wrong))
    return tuple(found)


def write_edition(folder: Path, edition: Edition, source: str) -> Path:
    """Put an edition in a file of its own, whole or not at all.

    Args:
        folder: the programme's.
        source: id of the edition that it was derived from, for the reader.

    Returns:
        The file.

    Raises:
        StorageError: it cannot be written.
    """
    values = edition.model_dump(exclude_none=True, exclude_defaults=True)
    text = yaml.dump(values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
    path = edition_file(folder, edition.id)
    write_atomic(path, (_ABOUT.format(year=edition.year, source=source, id=edition.id) + text).encode("utf-8"))
    return path


def _misnamed(path: Path, node: yaml.Node, value: Any, elsewhere: Sequence[str]) -> Iterator[Fault]:
    said = value.get("id") if isinstance(value, dict) else None
    if said is None:
        return  # pydantic says that it lacks
    line = next((k.start_mark.line + 1 for k, _ in node.value if k.value == "id"), 1)
    if said != path.stem:
        yield Fault(line, "id", f"moet {path.stem} zijn, zoals het bestand heet")
    elif said in elsewhere:
        yield Fault(line, "id", "staat ook in programme.yaml; laat de editie op één plaats staan")


def _unsound(node: yaml.Node, value: Any) -> list[Fault]:
    try:
        Edition.model_validate(value)
    except ValidationError as fault:
        return [f._replace(field=_HEADING) if f.field == "programme" else f for f in faults_of(fault, node)]
    return []
