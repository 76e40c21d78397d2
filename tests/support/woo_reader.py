"""A small harvester of what the Woo asks, as another would write it: from `robots.txt` to files, with nothing of ours.

It knows what standaarden.overheid.nl/diwoo and sitemaps.org say, and believes nothing that it does not see.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

Fetch = Callable[[str], bytes]
"""The body at a whole address; fails where it is not there."""

_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_DIWOO = "{https://standaarden.overheid.nl/diwoo/metadata/}"
_INDEX = re.compile(r"/sitemapindex-diwoo-infocat\d{3}\.xml")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
MOST_ENTRIES, MOST_BYTES = 50_000, 50_000_000


@dataclass(frozen=True)
class Harvested:
    """One document that was found.

    Attributes:
        metadata: the `diwoo:Document`, as a document of its own.
        data: what its address gave.
        relations: kind of relation and address of the other.
    """

    loc: str
    lastmod: str
    index: str
    metadata: bytes
    data: bytes
    title: str
    publisher: str
    identifiers: tuple[str, ...]
    kinds: tuple[str, ...]
    relations: tuple[tuple[str, str], ...]

    @property
    def named_right(self) -> bool:
        """Whether an identifier names exactly the bytes that the address gave (RFC 6920)."""
        digest = base64.urlsafe_b64encode(hashlib.sha256(self.data).digest()).rstrip(b"=").decode()
        return f"ni:///sha-256;{digest}" in self.identifiers


def read(fetch: Fetch, site: str) -> list[Harvested]:
    """Everything that a site has for harvesters.

    Args:
        site: its address, without a path.

    Raises:
        AssertionError: something is not as the standards say.
    """
    robots = RobotFileParser()
    robots.parse(fetch(f"{site}/robots.txt").decode("utf-8").splitlines())
    found: list[Harvested] = []
    for index in robots.site_maps() or []:
        assert _INDEX.fullmatch(urlsplit(index).path), index
        for sitemap in _locations(_read(fetch, robots, index), "sitemapindex", "sitemap"):
            found += _documents(fetch, robots, index, sitemap)
    assert len({one.loc for one in found}) == len(found), "an address stands there twice"
    return found


def _read(fetch: Fetch, robots: RobotFileParser, address: str) -> bytes:
    assert robots.can_fetch("harvester", address), f"robots.txt does not let us read {address}"
    data = fetch(address)
    assert len(data) <= MOST_BYTES, address
    return data


def _locations(data: bytes, root: str, entry: str) -> list[str]:
    tree = ET.fromstring(data)
    assert tree.tag == f"{_MAP}{root}"
    entries = tree.findall(f"{_MAP}{entry}")
    assert 0 < len(entries) == len(tree) <= MOST_ENTRIES
    return [_text(one, f"{_MAP}loc") for one in entries]


def _documents(fetch: Fetch, robots: RobotFileParser, index: str, sitemap: str) -> list[Harvested]:
    data = _read(fetch, robots, sitemap)
    _locations(data, "urlset", "url")
    found = []
    for entry in ET.fromstring(data):
        loc, lastmod = _text(entry, f"{_MAP}loc"), _text(entry, f"{_MAP}lastmod")
        assert urlsplit(loc).netloc == urlsplit(sitemap).netloc == urlsplit(index).netloc
        assert _MOMENT.fullmatch(lastmod)
        document = entry.find(f"{_DIWOO}Document")
        assert document is not None
        about = document.find(f"{_DIWOO}DiWoo")
        assert about is not None
        found.append(
            Harvested(
                loc=loc,
                lastmod=lastmod,
                index=index,
                metadata=ET.tostring(document),
                data=_read(fetch, robots, loc),
                title=_text(about, f"{_DIWOO}titelcollectie/{_DIWOO}officieleTitel"),
                publisher=_resource(about, f"{_DIWOO}publisher"),
                identifiers=tuple(each.text or "" for each in about.iter(f"{_DIWOO}identifier")),
                kinds=tuple(each.get("resource", "") for each in about.iter(f"{_DIWOO}documentsoort")),
                relations=tuple(
                    (_resource(each, f"{_DIWOO}role"), _resource(each, f"{_DIWOO}relation"))
                    for each in about.iter(f"{_DIWOO}documentrelatie")
                ),
            )
        )
    return found


def _text(node: ET.Element, path: str) -> str:
    found = node.findtext(path)
    assert found, path
    return found


def _resource(node: ET.Element, path: str) -> str:
    found = node.find(path)
    assert found is not None, path
    return found.get("resource", "")
