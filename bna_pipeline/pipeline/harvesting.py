"""What harvesters read of everything that was released: DiWoo in sitemaps, an index over them, and where that is.

A harvester of what the Woo asks begins at `robots.txt`, which names the index of each category; the index names the
sitemaps, and a sitemap has an entry for each document with its metadata inside (standaarden.overheid.nl/diwoo).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.pipeline.publishing import published
from bna_pipeline.pipeline.released_mails import PUBLIC_PATH
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.record.diwoo import MOST_ENTRIES, PublicDocument, index_name, sitemap_index, sitemaps
from bna_pipeline.record.ori import PATH as ORI_PATH
from bna_pipeline.record.ori import information_objects
from bna_pipeline.record.publication import PublicFacts, public_documents


@dataclass(frozen=True)
class Findable:
    """The released documents of one edition, under the number of their category, such as "infocat008"."""

    index: str
    documents: tuple[PublicDocument, ...]


@dataclass(frozen=True)
class Harvest:
    """Everything for harvesters.

    Attributes:
        robots: `robots.txt`: nothing of the desk is for robots but what was released.
        files: sitemaps and their indexes (XML), by name.
        objects: the same documents for Open Raadsinformatie (JSON), by path; empty before the first release.
    """

    robots: bytes
    files: Mapping[str, bytes]
    objects: Mapping[str, bytes]


def findable(tools: Tools, base: str) -> Findable | None:
    """The documents that harvesters may know of; None: the edition is not released, has no public page, or its
    programme has no rules for publication.

    Args:
        base: the desk's address, without a slash at the end.
    """
    shown, rules = published(tools), tools.programme.publication
    if shown is None or rules is None:
        return None
    now = state(tools)
    letter, report = shown.file(LETTER_PDF), shown.file(REPORT_PDF)
    if letter is None or report is None or now.adoption is None:
        return None
    facts = PublicFacts(
        letter=letter,
        report=report,
        adopted_on=now.adoption.date,
        signed_at=now.signatures[-1].at,
        changed=shown.released_at,
    )
    documents = public_documents(
        tools.programme, tools.edition, facts, lambda edition, name: f"{base}{PUBLIC_PATH}/{edition}/{name}"
    )
    return Findable(rules.index, documents)


def harvest(found: Iterable[Findable], base: str, *, at_most: int = MOST_ENTRIES) -> Harvest:
    """Sitemaps with all that was released, the oldest first, so that what stands in one stays there.

    Args:
        base: the desk's address, without a slash at the end.
        at_most: entries in a sitemap.
    """
    by_index: dict[str, list[PublicDocument]] = {}
    for one in found:
        by_index.setdefault(one.index, []).extend(one.documents)
    files: dict[str, bytes] = {}
    for index, documents in sorted(by_index.items()):
        documents.sort(key=lambda each: (each.changed, each.address))
        made = sitemaps(documents, at_most=at_most)
        names = {f"sitemap-diwoo-{index}-{number}.xml": one for number, one in enumerate(made, start=1)}
        files |= {name: one.data for name, one in names.items()}
        files[index_name(index)] = sitemap_index({f"{base}/{name}": one.changed for name, one in names.items()})
    everything = sorted((d for each in by_index.values() for d in each), key=lambda d: (d.changed, d.address))
    objects = information_objects(everything, base) if everything else {}
    return Harvest(robots=_robots(base, sorted(by_index)), files=files, objects=objects)


def _robots(base: str, indexes: Iterable[str]) -> bytes:
    lines = ["User-agent: *", f"Allow: {PUBLIC_PATH}", "Allow: /sitemap-diwoo-", "Allow: /sitemapindex-diwoo-"]
    lines += [f"Allow: {ORI_PATH}", "Disallow: /", *(f"Sitemap: {base}/{index_name(index)}" for index in indexes)]
    return "".join(f"{line}\n" for line in lines).encode("ascii")
