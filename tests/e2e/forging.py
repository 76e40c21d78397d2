"""Signatures put by another program, and what a forger does to a letter and a package."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.record.publication import named_information
from tests.e2e.project import Project

ALGORITHMS = ("sha256", "sha512")
MANIFESTS = tuple(f"manifest-{algorithm}.txt" for algorithm in ALGORITHMS)
BAR = b"/Artifact BMC q 0 g 60 500 400 40 re f Q EMC"
"""A black bar over the middle of a page, marked as decoration so that no accessibility check minds it."""


def draw_bar(pdf: bytes) -> bytes:
    """The PDF with a bar over page 1, as one more revision: everything before it stays as it was."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.add_stream_to_page(0, writer.add_object(StreamObject(stream_data=BAR)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def redraw_with_bar(pdf: bytes) -> bytes:
    """The PDF with a bar over page 1, written anew by a program that keeps no revisions."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[0].contents_add(BAR)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def sign_elsewhere(pdf: bytes, field: str, pkcs12: bytes, passphrase: bytes, *, certify: bool) -> bytes:
    """A signature in a prepared field by pyHanko as it comes, with its own stamp, clock and metadata."""
    key = SimpleSigner.load_pkcs12_data(pkcs12, other_certs=[], passphrase=passphrase)
    metadata = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, certify=certify)
    out = io.BytesIO()
    PdfSigner(metadata, key).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), existing_fields_only=True, output=out)
    return out.getvalue()


def sign_with_project_keys(project: Project, pdf: bytes, fields: tuple[str, ...]) -> bytes:
    """The letter signed in these fields with the very keys that the project signs with."""
    keys = project.root / ".bna" / "keys" / "bna"
    passphrase = (keys / "ontgrendelen.txt").read_bytes().strip()
    for number, field in enumerate(fields):
        pkcs12 = (keys / f"TEST-{field}.p12").read_bytes()
        pdf = sign_elsewhere(pdf, field, pkcs12, passphrase, certify=number == 0)
    return pdf


def repack(package: Path, change: Callable[[bytes], bytes]) -> None:
    """Put another letter in a package and make everything else fit: manifest, metadata, and every sum of the bag."""
    letter = change((package / "data" / LETTER_PDF).read_bytes())
    manifest = json.loads((package / "data" / "manifest.json").read_bytes())
    manifest["signed_letter"] = FileDigest.of(LETTER_PDF, letter).model_dump(mode="json")
    files = {f"data/{LETTER_PDF}": letter, "data/manifest.json": json.dumps(manifest).encode()}
    found = "data/metadata/diwoo/statenmededeling.xml"
    own = named_information(FileDigest.of(LETTER_PDF, letter))
    files[found] = re.sub(r"ni:///sha-256;[\w-]+", own, _text(package, found)).encode()
    _replace(package, files | _redescribed(package, files), "manifest")
    sizes = [path.stat().st_size for path in (package / "data").rglob("*") if path.is_file()]
    info = re.sub(r"(?m)^Payload-Oxum: .*$", f"Payload-Oxum: {sum(sizes)}.{len(sizes)}", _text(package, "bag-info.txt"))
    tags = {"bag-info.txt": info, **{name: _text(package, name) for name in MANIFESTS}}
    _replace(package, {name: text.encode() for name, text in tags.items()}, "tagmanifest")


def _redescribed(package: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What the archive's metadata says of these files, made to fit them."""
    made = {}
    for name, data in files.items():
        about = f"data/metadata/mdto/bestanden/{name.removeprefix('data/')}.xml"
        sized = re.sub(r"(?<=<omvang>)\d+", str(len(data)), _text(package, about))
        summed = re.sub(r"(?<=<checksumWaarde>)[0-9a-f]+", hashlib.sha256(data).hexdigest(), sized)
        made[about] = summed.encode()
    return made


def _replace(package: Path, files: Mapping[str, bytes], listed_in: str) -> None:
    """Write files, and in the lists of sums that name them put their new sums."""
    for name, data in files.items():
        (package / name).write_bytes(data)
        for algorithm in ALGORITHMS:
            path = package / f"{listed_in}-{algorithm}.txt"
            line = rf"(?m)^[0-9a-f]+(?= +{re.escape(name)}$)"
            path.write_text(re.sub(line, hashlib.new(algorithm, data).hexdigest(), path.read_text("utf-8")), "utf-8")


def _text(package: Path, name: str) -> str:
    return (package / name).read_text("utf-8")


def make_fit(bag: Path) -> None:
    """After any change to the files of a bag, make every sum of it agree: what somebody does who knows BagIt."""
    payload = sorted(path.relative_to(bag).as_posix() for path in (bag / "data").rglob("*") if path.is_file())
    sizes = [(bag / name).stat().st_size for name in payload]
    info = re.sub(r"(?m)^Payload-Oxum: .*$", f"Payload-Oxum: {sum(sizes)}.{len(sizes)}", _text(bag, "bag-info.txt"))
    (bag / "bag-info.txt").write_text(info, "utf-8")
    tags = ["bag-info.txt", "bagit.txt", *MANIFESTS]
    for kind, names, space in (("manifest", payload, "  "), ("tagmanifest", tags, " ")):
        for algorithm in ALGORITHMS:
            sums = {name: hashlib.new(algorithm, (bag / name).read_bytes()).hexdigest() for name in names}
            text = "".join(f"{digest}{space}{name}\n" for name, digest in sums.items())
            (bag / f"{kind}-{algorithm}.txt").write_text(text, "utf-8")
