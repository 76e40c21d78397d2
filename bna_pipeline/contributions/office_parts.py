"""The parts of a Word or Excel file that passed the gate, and what both keep in the same way (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from lxml import etree

from bna_pipeline.contributions.picture_faults import too_many_bytes
from bna_pipeline.contributions.safe_xml import parsed
from bna_pipeline.contributions.wordxml import CUSTOM, DC, DCTERMS, PACKAGE_RELATIONS, PROPERTY
from bna_pipeline.contributions.zips import Package
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits


class OfficeParts:
    """The parts of a file, read within limits."""

    def __init__(self, package: Package, limits: IntakeLimits) -> None:
        self.package = package
        self.limits = limits

    def __contains__(self, name: str) -> bool:
        return name in self.package

    def read(self, name: str) -> bytes:
        """A part's bytes; raises `ZipTooLarge` when they are too many."""
        return self.package.read(name, self.limits.part_bytes)

    def xml(self, name: str) -> etree._Element:
        """The root of a part; raises what `safe_xml.parsed` raises."""
        return parsed(self.read(name), self.limits)

    def main(self, what: str) -> str:
        """The name of the part with the document itself.

        Never by its usual name: Word and Excel open what the relationship names, whatever else lies beside it.

        Args:
            what: stands in it, for who reads a refusal.

        Raises:
            IntakeError: there is none, or more than one.
        """
        found = [target for kind, target, _ in self.relations("") if kind.endswith("/officeDocument")]
        if len(found) != 1 or found[0] not in self:
            raise IntakeError(f"Het bestand mist het deel met {what}.")
        return found[0]

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Type, target's name and id of every internal relationship of a part (empty: of the package)."""
        where = relations_of(part)
        if where not in self:
            return
        for relation in self.xml(where).iter(f"{{{PACKAGE_RELATIONS}}}Relationship"):
            if relation.get("TargetMode") == "External":
                continue
            yield relation.get("Type") or "", target_of(part, relation.get("Target") or ""), relation.get("Id") or ""

    def pictures(self, part: str) -> Mapping[str, Callable[[], bytes]]:
        """What fetches each picture that a part refers to, by relationship id."""
        return {
            key: partial(self._picture, target)
            for kind, target, key in self.relations(part)
            if kind.endswith("/image") and target in self
        }

    def told(self) -> Iterator[str]:
        """Where a form's identity may stand in the properties, from the surest place on."""
        yield self._custom()
        yield self._core(f"{{{DC}}}identifier")

    @property
    def modified(self) -> str:
        """When the file was saved, by its own word."""
        return self._core(f"{{{DCTERMS}}}modified")

    def _picture(self, name: str) -> bytes:
        size = self.package.parts[name].size
        if size > self.limits.picture_bytes:
            raise too_many_bytes(size, self.limits)
        return self.package.read(name, size)

    def _custom(self) -> str:
        if "docProps/custom.xml" not in self:
            return ""
        for entry in self.xml("docProps/custom.xml").iter(f"{{{CUSTOM}}}property"):
            if entry.get("name") == PROPERTY:
                return "".join(str(t) for t in entry.itertext())
        return ""

    def _core(self, tag: str) -> str:
        if "docProps/core.xml" not in self:
            return ""
        return (self.xml("docProps/core.xml").findtext(tag) or "").strip()


def relations_of(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target_of(part: str, target: str) -> str:
    """The full name of what a part's relationship points at."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
