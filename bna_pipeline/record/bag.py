"""How our BagIt bags (RFC 8493) are laid out: the files `bagit` makes, the paths we let in, the digest of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bna_pipeline.model.base import FileDigest, Sha256, digest_of

ALGORITHMS = ("sha256", "sha512")
BAGIT_TXT = b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"
"""The declaration that `bagit` writes."""

MANIFESTS = tuple(f"manifest-{name}.txt" for name in ALGORITHMS)
TAG_MANIFESTS = tuple(f"tagmanifest-{name}.txt" for name in ALGORITHMS)
TAGGED = ("bag-info.txt", "bagit.txt", *MANIFESTS)
"""What a tag manifest lists."""

_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


def safe_path(path: str) -> bool:
    """Whether a path is relative, without `..` or hidden parts, and the same on every file system."""
    return len(path) <= 240 and _PATH.fullmatch(path) is not None


def oxum(contents: Iterable[bytes]) -> str:
    """`<bytes>.<files>` of a payload."""
    sizes = [len(content) for content in contents]
    return f"{sum(sizes)}.{len(sizes)}"


def file_list(files: Mapping[str, bytes]) -> tuple[FileDigest, ...]:
    """Every file of a bag with length and SHA-256, sorted by path."""
    return tuple(FileDigest.of(path, files[path]) for path in sorted(files))


def list_digest(files: Iterable[FileDigest]) -> Sha256:
    """Digest over the sorted list of files: a package is known by it."""
    return digest_of([f.model_dump(mode="json") for f in sorted(files, key=lambda f: f.name)])


def bag_digest(files: Mapping[str, bytes]) -> Sha256:
    """`list_digest` of these bytes."""
    return list_digest(file_list(files))
