"""JSON and YAML of strangers, read into plain data: duplicate keys, aliases without end and depth are refused."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import yaml

from bna_pipeline.contributions.schema import ContributionFile
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.contribution import Carrier, Editorial

MAX_DEPTH = 24
MAX_NODES = 50_000
MAX_ALIASES = 20

_KEYS = frozenset(ContributionFile.model_fields) | frozenset(Editorial.model_fields)
# A note or a mail is often no valid YAML either; its sender must not be told at which character.
_HAS_KEY = re.compile(rf"""^\s*["']?(?:{"|".join(sorted(_KEYS))})["']?\s*:""", re.MULTILINE)


class StructureInvalid(IntakeError):
    """The text is no JSON or YAML, or says the same key twice."""


class NoData(IntakeError):
    """Text without one key of a contribution or a redactie: a note, a mail, other data."""

    def __init__(self) -> None:
        super().__init__("Dit is geen ingevuld formulier, en geen bestand met de gegevens ervan.")


def read_data(data: bytes) -> tuple[Carrier, dict[str, Any]]:
    """The mapping in a JSON or YAML file (UTF-8), and which of the two it is.

    Dates stay text in both, so that they are judged the same way.

    Raises:
        StructureInvalid: says in Dutch what is wrong and where.
        NoData: no key of a contribution or a redactie stands in it.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StructureInvalid(f"Byte {error.start} is geen UTF-8.", "Sla het bestand op als UTF-8.") from error
    if "\0" in text:
        raise StructureInvalid("In het bestand staan nulbytes.", "Sla het bestand op als UTF-8.")
    carrier = Carrier.JSON if text.lstrip().startswith(("{", "[")) else Carrier.YAML
    if carrier is Carrier.YAML and not _HAS_KEY.search(text):
        raise NoData
    try:
        found = _json(text) if carrier is Carrier.JSON else _yaml(text)
        _require_bounded(found)
    except RecursionError as error:
        raise StructureInvalid("De gegevens zitten te diep in elkaar.", "Volg het schema van de bijdrage.") from error
    if not isinstance(found, dict) or not _KEYS & {str(key) for key in found}:
        raise NoData
    return carrier, found


def _json(text: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise StructureInvalid(f"De sleutel '{key}' staat er tweemaal op één plek.", "Laat er één staan.")
            found[key] = value
        return found

    def constant(name: str) -> Any:
        raise StructureInvalid(f"{name} is geen getal.", "Vul een gewoon getal in.")

    try:
        # strict=False: control characters inside text get a finding with their place.
        return json.loads(text, object_pairs_hook=unique, parse_constant=constant, parse_float=Decimal, strict=False)
    except json.JSONDecodeError as error:
        raise StructureInvalid(
            f"Op regel {error.lineno}, teken {error.colno} is het geen geldige JSON.", "Verbeter de JSON op die plek."
        ) from error
    except ValueError as error:
        raise StructureInvalid("Er staat een getal in dat te groot is.", "Vul een gewoon getal in.") from error


class _Loader(yaml.SafeLoader):
    """Safe, without dates, and strict about keys and aliases."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._aliases = 0

    def check_printable(self, data: str) -> None:
        """Let control characters through: they get a finding with their place."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            self._aliases += 1
            if self._aliases > MAX_ALIASES:
                raise StructureInvalid("Er staan te veel verwijzingen (*) in.", "Schrijf de waarden voluit.")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = True) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = getattr(key_node, "value", None)
            if not isinstance(key, str):
                raise StructureInvalid(
                    f"Op regel {node.start_mark.line + 1} is een sleutel geen tekst.", "Verbeter die."
                )
            if key in seen:
                raise StructureInvalid(
                    f"De sleutel '{key}' staat er tweemaal (regel {key_node.start_mark.line + 1}).",
                    "Laat er één staan.",
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _yaml(text: str) -> Any:
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"Op regel {mark.line + 1}, teken {mark.column + 1} is" if mark else "Dit is"
        raise StructureInvalid(f"{where} het geen geldige YAML.", "Verbeter de YAML op die plek.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise StructureInvalid("Dit is geen geldige YAML.", "Controleer het bestand met het schema.") from error
    finally:
        loader.dispose()


def _require_bounded(value: Any) -> None:
    # Aliases share nodes: counted as if written out, which is how everything after this sees them.
    budget = MAX_NODES
    stack = [(value, 0)]
    while stack:
        node, depth = stack.pop()
        budget -= 1
        if depth > MAX_DEPTH or budget < 0:
            raise StructureInvalid("De gegevens zitten te diep of te vaak in elkaar.", "Volg het schema.")
        if isinstance(node, dict):
            stack.extend((child, depth + 1) for child in node.values())
        elif isinstance(node, list):
            stack.extend((child, depth + 1) for child in node)
