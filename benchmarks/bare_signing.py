"""Two signatures with pyHanko alone, and its own validation of what came out."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import StandardDiffPolicy
from pyhanko.sign.diff_analysis.constants import ROOT_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    DSSCompareRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from pyhanko.sign.diff_analysis.rules.metadata_rules import DocInfoRule, MetadataUpdateRule
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import BaseStampStyle, StaticStampStyle, TextStampStyle
from pyhanko_certvalidator import ValidationContext

# A test key has no issuer that anyone trusts; a traceback about that for each signature is no work of the engine.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

FIELDS = ("Voorzitter", "Secretaris")


def sign_twice(folder: Path, stamps: list[bytes]) -> bytes:
    """Sign the adopted letter in both fields, and validate after each signature.

    Args:
        folder: holds the letter, the two keys and their passphrase.
        stamps: a PDF of one page for each signature.
    """
    letter = (folder / "statenmededeling.pdf").read_bytes()
    for field, stamp in zip(FIELDS, stamps, strict=True):
        drawn = folder / f"{field}.pdf"
        drawn.write_bytes(stamp)
        style = StaticStampStyle(border_width=0, background=ImportedPdfPage(str(drawn)), background_opacity=1.0)
        letter = _signed(letter, field, folder, style)
        _validate(letter)
    return letter


def sign_with_text_stamp(letter: bytes, folder: Path) -> bytes:
    """Sign in both fields with pyHanko's own text stamp; nothing is validated."""
    for field in FIELDS:
        letter = _signed(letter, field, folder, TextStampStyle(stamp_text="%(signer)s\n%(ts)s"))
    return letter


def _signed(letter: bytes, field: str, folder: Path, style: BaseStampStyle) -> bytes:
    key, passphrase = (folder / f"TEST-{field}.p12").read_bytes(), (folder / "ontgrendelen.txt").read_bytes()
    signer = SimpleSigner.load_pkcs12_data(key, other_certs=[], passphrase=passphrase)
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=field == FIELDS[0],
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(letter))
    PdfSigner(metadata, signer, stamp_style=style).sign_pdf(writer, existing_fields_only=True, output=out)
    return out.getvalue()


def _validate(letter: bytes) -> None:
    """Every signature on its own, and the whole file against its first revision (`/Perms` exempt)."""
    reader = PdfFileReader(io.BytesIO(letter))
    for embedded in reader.embedded_signatures:
        moment = embedded.self_reported_timestamp
        context = ValidationContext(trust_roots=[], moment=moment, allow_fetching=False, revocation_mode="soft-fail")
        status = validate_pdf_signature(embedded, context, skip_diff=True)
        if not (status.intact and status.valid):
            raise ValueError(f"the signature in {embedded.field_name} does not hold")
    last = reader.xrefs.total_revisions - 1
    _policy().apply(reader.get_historical_resolver(0), reader.get_historical_resolver(last))


def _policy() -> StandardDiffPolicy:
    lta = ModificationLevel.LTA_UPDATES
    rules: list[Any] = [
        CatalogModificationRule(ignored_keys=ROOT_EXEMPT_STRICT_COMPARISON | {"/Perms"}),
        DocInfoRule().as_qualified(lta),
        MetadataUpdateRule().as_qualified(lta),
        XrefStreamRule().as_qualified(lta),
        ObjectStreamRule().as_qualified(lta),
        DSSCompareRule().as_qualified(lta),
    ]
    field_rules = [SigFieldCreationRule(), SigFieldModificationRule()]
    return StandardDiffPolicy(global_rules=rules, form_rule=FormUpdatingRule(field_rules=field_rules))
