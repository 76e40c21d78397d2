"""A BagIt bag (RFC 8493) as bytes by path.

Written here and not by `bagit.make_bag`: that changes the working directory of the whole process (flows run in
threads) and lists tag manifests in directory order, so that the same bag gets other bytes on another disk. The
reference tool does check every bag that comes out (`bagcheck.second_opinion`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.base import FileDigest, Sha256, digest_of

ALGORITHMS = ("sha256", "sha512")
BAGIT_TXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFESTS = tuple(f"manifest-{name}.txt" for name in ALGORITHMS)
TAG_MANIFESTS = tuple(f"tagmanifest-{name}.txt" for name in ALGORITHMS)
TAGGED = ("bag-info.txt", "bagit.txt", *MANIFESTS)
"""What a tag manifest lists."""

_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_FOLD = re.compile(r"\s+")


def safe_path(path: str) -> bool:
    """Whether a path is relative, without `..` or hidden parts, and the same on every file system."""
    return len(path) <= 240 and _PATH.fullmatch(path) is not None


def make_bag(payload: Mapping[str, bytes], info: Mapping[str, str]) -> dict[str, bytes]:
    """A whole bag: payload under `data/`, payload and tag manifests in SHA-256 and SHA-512.

    Args:
        payload: bytes by path below `data/`.
        info: elements of `bag-info.txt`; `Payload-Oxum` is added.

    Returns:
        Bytes by path below the bag's folder, sorted; the same input gives the same bytes.

    Raises:
        PackageInvalid: a path that is not safe, or two that differ only in letter case.
    """
    _require_safe(payload)
    files = {f"data/{path}": payload[path] for path in sorted(payload)}
    files["bagit.txt"] = BAGIT_TXT
    files["bag-info.txt"] = _bag_info({**info, "Payload-Oxum": oxum(payload.values())})
    for algorithm, name in zip(ALGORITHMS, MANIFESTS, strict=True):
        files[name] = manifest_bytes(algorithm, {p: b for p, b in files.items() if p.startswith("data/")})
    for algorithm, name in zip(ALGORITHMS, TAG_MANIFESTS, strict=True):
        files[name] = manifest_bytes(algorithm, {path: files[path] for path in TAGGED})
    return dict(sorted(files.items()))


def oxum(contents: Iterable[bytes]) -> str:
    """`<bytes>.<files>` of a payload."""
    sizes = [len(content) for content in contents]
    return f"{sum(sizes)}.{len(sizes)}"


def manifest_bytes(algorithm: str, files: Mapping[str, bytes]) -> bytes:
    """A manifest's bytes: digest, two spaces, path, newline; sorted by path."""
    lines = (f"{hashlib.new(algorithm, files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    return "".join(lines).encode("utf-8")


def file_list(files: Mapping[str, bytes]) -> tuple[FileDigest, ...]:
    """Every file of a bag with length and SHA-256, sorted by path."""
    return tuple(FileDigest.of(path, files[path]) for path in sorted(files))


def list_digest(files: Iterable[FileDigest]) -> Sha256:
    """Digest over the sorted list of files: a package is known by it."""
    return digest_of([f.model_dump(mode="json") for f in sorted(files, key=lambda f: f.name)])


def bag_digest(files: Mapping[str, bytes]) -> Sha256:
    """`list_digest` of these bytes."""
    return list_digest(file_list(files))


def _require_safe(payload: Mapping[str, bytes]) -> None:
    unsafe = [path for path in payload if not safe_path(path)]
    if unsafe:
        raise PackageInvalid(f"Deze naam kan niet in een pakket: {unsafe[0]!r}.", "Geef het bestand een gewone naam.")
    if len({path.casefold() for path in payload}) != len(payload):
        raise PackageInvalid("Twee namen in het pakket verschillen alleen in hoofdletters.", "Hernoem er een.")


def _bag_info(elements: Mapping[str, str]) -> bytes:
    lines = (f"{key}: {_FOLD.sub(' ', elements[key]).strip()}\n" for key in sorted(elements))
    return "".join(lines).encode("utf-8")
