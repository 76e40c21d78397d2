"""YAML of strangers: no tags, no merges, no dates, no key twice, only plain numbers; counted while it is composed."""

from __future__ import annotations

import re
from typing import Any

import yaml

from bna_pipeline.contributions.json_bounds import StructureInvalid, too_deep, too_many
from bna_pipeline.model.intake import IntakeLimits

_INT, _FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
_LEFT_AS_TEXT = frozenset({_INT, _FLOAT, *(f"tag:yaml.org,2002:{kind}" for kind in ("timestamp", "merge", "value"))})
# Of numbers only those that all read alike: `1:30`, `0500` and `1.250` are others in YAML than to who wrote them.
_WHOLE = re.compile(r"(?:0|-?[1-9][0-9]{0,29})\Z", re.ASCII)
_WITH_CENTS = re.compile(r"-?(?:0|[1-9][0-9]{0,11})\.[0-9]{1,2}\Z", re.ASCII)


class _Loader(yaml.SafeLoader):
    """Safe, and strict about everything that lets a few lines become much or something else."""

    def __init__(self, stream: str, limits: IntakeLimits) -> None:
        super().__init__(stream)
        self._limits = limits
        self._aliases = 0
        self._nodes = 0
        self._depth = 0

    def check_printable(self, data: str) -> None:
        """Let control characters through: they get a finding with their place."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            self._aliases += 1
            if self._aliases > self._limits.aliases:
                raise StructureInvalid("Er staan te veel verwijzingen (*) in.", "Schrijf de waarden voluit.")
        elif event.tag is not None:
            line = event.start_mark.line + 1
            raise StructureInvalid(f"Op regel {line} staat een soortaanduiding (!).", "Laat die weg.")
        self._nodes += 1
        if self._nodes > 2 * self._limits.data_nodes:
            raise too_many(self._limits)
        self._depth += 1
        if self._depth > self._limits.data_depth + 1:
            raise too_deep()
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = True) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = getattr(key_node, "value", None)
            if not isinstance(key, str):
                raise StructureInvalid(
                    f"Op regel {node.start_mark.line + 1} is een sleutel geen tekst.", "Verbeter die."
                )
            # Every key is text, also `1`, `yes` and nothing at all: else two of them could become one.
            key_node.tag = "tag:yaml.org,2002:str"
            if key in seen:
                raise StructureInvalid(
                    f"De sleutel '{key[:80]}' staat er tweemaal (regel {key_node.start_mark.line + 1}).",
                    "Laat er één staan.",
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _LEFT_AS_TEXT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_INT, _WHOLE, list("-0123456789"))
_Loader.add_implicit_resolver(_FLOAT, _WITH_CENTS, list("-0123456789"))


def read_yaml(text: str, limits: IntakeLimits) -> Any:
    """The one document in a YAML text, as plain data.

    Raises:
        StructureInvalid: says in Dutch what is wrong and where.
        DataTooLarge: more values than the limit.
    """
    loader = _Loader(text, limits)
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
