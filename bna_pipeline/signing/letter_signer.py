"""Signing a prepared letter with a key, wherever the key is: PAdES baseline B-B, B-T or B-LT."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError as EngineError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import BaseStampStyle

from bna_pipeline.errors import CertificateExpired, FieldMissing, SigningError
from bna_pipeline.ports import SignerIdentity, Typesetter
from bna_pipeline.signing.apart import apart
from bna_pipeline.signing.keys import KeyMaterial
from bna_pipeline.signing.levels import DIGEST, PLAIN, SigningProfile, require_signer, with_validation_data
from bna_pipeline.signing.stamp import stamp_style
from bna_pipeline.signing.writer import QuietWriter


class LetterSigner:
    """Implements `ports.Signer`."""

    def __init__(
        self,
        material: KeyMaterial,
        typesetter: Typesetter,
        stamp_template: Path,
        profile: SigningProfile = PLAIN,
    ) -> None:
        """
        Args:
            stamp_template: the `.typ` file of the visible stamp (see `stamp.stamp_style`).
            profile: the level to reach, and who gives timestamps.
        """
        self._material = material
        self._typesetter = typesetter
        self._stamp_template = stamp_template
        self._profile = profile

    @property
    def identity(self) -> SignerIdentity:
        return self._material.identity

    def sign(self, pdf: bytes, *, field_name: str, printed_name: str, at: datetime, certify: bool) -> bytes:
        """Fill one prepared signature field in an incremental update (PAdES, ETSI EN 319 142-1, baseline).

        The certificate is looked at before anything is signed. From B-LT on the validation data come in an update of
        their own behind the signature, got after it: fresher than the signature is what proves it.

        Raises:
            FieldMissing: no such empty field.
            CertificateExpired, CertificateRevoked, CertificateUntrusted: the certificate is no good at `at`.
            RevocationUnknown, TimestampFailed: an outside service does not answer; nothing was signed, or what was is
                thrown away.
            SigningError: the engine refused, or the stamp does not fit.
        """
        self._require_valid(field_name, at)
        profile = self._profile
        timestamper = profile.timestamper(profile.web(), at) if profile.level.timestamped else None
        try:
            signed = self._signed(pdf, field_name, printed_name, at, certify=certify, timestamper=timestamper)
            return with_validation_data(signed, profile, at) if profile.level.holds_validation_data else signed
        except (EngineError, PdfError, OSError) as error:
            raise SigningError(
                f"Het ondertekenen van {field_name} is niet gelukt: {error}.",
                "Er is niets vastgelegd; los de oorzaak op en onderteken opnieuw.",
            ) from error

    def _signed(
        self,
        pdf: bytes,
        field_name: str,
        printed_name: str,
        at: datetime,
        *,
        certify: bool,
        timestamper: TimeStamper | None,
    ) -> bytes:
        writer = QuietWriter(io.BytesIO(pdf))
        style = stamp_style(
            self._typesetter,
            self._stamp_template,
            name=printed_name,
            function=field_name,
            at=at,
            test=self.identity.throwaway,
            size=_size_of_empty_field(writer, field_name),
        )
        metadata = PdfSignatureMetadata(
            field_name=field_name,
            md_algorithm=DIGEST,
            name=printed_name,
            subfilter=SigSeedSubFilter.PADES,
            certify=certify,
            docmdp_permissions=MDPPerm.FILL_FORMS,
        )
        engine = _SignerAt(at, metadata, self._material.signer, timestamper=timestamper, stamp_style=style)
        signed = io.BytesIO()
        apart(lambda: engine.sign_pdf(writer, existing_fields_only=True, output=signed))
        return signed.getvalue()

    def _require_valid(self, field_name: str, at: datetime) -> None:
        certificate = self._material.certificate
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            raise CertificateExpired(
                f"Het certificaat {self.identity.subject} is niet geldig op {at:%d-%m-%Y}: het loopt van "
                f"{certificate.not_valid_before_utc:%d-%m-%Y} tot en met {certificate.not_valid_after_utc:%d-%m-%Y}.",
                "Gebruik een sleutel met een geldig certificaat.",
            )
        require_signer(self._material, self._profile, whose=f"van {field_name}", at=at)


class _SignerAt(PdfSigner):
    """PdfSigner takes the signing time from the machine's clock; here the caller gives it."""

    def __init__(
        self,
        at: datetime,
        metadata: PdfSignatureMetadata,
        signer: Signer,
        *,
        timestamper: TimeStamper | None,
        stamp_style: BaseStampStyle,
    ) -> None:
        super().__init__(metadata, signer, timestamper=timestamper, stamp_style=stamp_style)
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self._at
        return session


def _size_of_empty_field(writer: IncrementalPdfFileWriter, name: str) -> tuple[float, float]:
    for found, value, field in enumerate_sig_fields(writer, with_name=name):
        if found == name and value is None:
            dictionary = field.get_object()
            if isinstance(dictionary, DictionaryObject):
                left, bottom, right, top = (float(edge) for edge in dictionary["/Rect"])
                return abs(right - left), abs(top - bottom)
    raise FieldMissing(
        f"De brief heeft geen leeg handtekeningveld {name}.", "Controleer of dit de vastgestelde brief is."
    )
