"""The judge of signed letters: every signature on its own, and the byte rule over the whole file."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TypeVar

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from bna_pipeline.model.validation import Indication, Judgement, RevisionFound, TimestampFound
from bna_pipeline.model.verdicts import SignatureFound, SignatureReport
from bna_pipeline.signing.apart import apart
from bna_pipeline.signing.byte_rule import UNREADABLE, Beyond, beyond, first_difference, first_revision
from bna_pipeline.signing.containers import container_faults
from bna_pipeline.signing.evidence import Evidence, certificates_in, evidence_in, evidence_of
from bna_pipeline.signing.judging import SIGNING_USES, Facts, complete, judge, level_of
from bna_pipeline.signing.keys import certificate_digest, subject_of
from bna_pipeline.signing.store_rule import store_faults
from bna_pipeline.signing.throwaway import is_throwaway
from bna_pipeline.signing.validity import roots_of

# The report says what is wrong with a file; pyHanko would print a traceback about it as well.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

T = TypeVar("T")
_UNREADABLE_STORE = "De controlegegevens in het bestand zijn niet te lezen."
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Judged:
    """One filled field: the signature or the archive timestamp in it, and what is wrong with its place in the file."""

    found: SignatureFound | TimestampFound | None
    wrong: tuple[str, ...] = ()


class PyhankoChecker:
    """Implements `ports.SignatureChecker`."""

    def check(
        self,
        signed: bytes,
        adopted: bytes,
        *,
        fields: Sequence[str],
        trust: Sequence[bytes] = (),
        moment: datetime | None = None,
    ) -> SignatureReport:
        """Hold a signed letter against the adopted one. Whatever the file holds, the answer is a report.

        Nothing goes online: revocation is looked at as far as the file brings it along. Trust is judged at the moment
        of a signature's timestamp, or at the time that it names itself.

        Raises:
            ConfigurationError: `trust` holds no certificate in PEM.
        """
        roots, at = roots_of(trust), moment or datetime.now(tz=UTC)
        difference = first_difference(signed, adopted)
        judged = _guarded(lambda: Letter(signed, roots, at).judged())
        behind = _guarded(lambda: beyond(signed, adopted, fields)) if difference is None else Beyond((difference,))
        problems = [UNREADABLE] if judged is None or behind is None else []
        problems += [problem for each in judged or () for problem in each.wrong]
        problems += () if behind is None else behind.changes
        updates = () if behind is None else behind.updates
        found = [_numbered(each.found, updates) for each in judged or () if each.found is not None]
        return SignatureReport(
            signatures=tuple(each for each in found if isinstance(each, SignatureFound)),
            begins_with_adopted=difference is None,
            changes=tuple(dict.fromkeys(problems)),
            timestamps=tuple(each for each in found if isinstance(each, TimestampFound)),
            revisions=updates,
            unsigned=_guarded(lambda: _unsigned(signed)) or (),
        )


def _numbered(
    found: SignatureFound | TimestampFound, updates: Sequence[RevisionFound]
) -> SignatureFound | TimestampFound:
    revision = next((update.number for update in updates if update.ends_at == found.covers), None)
    return found.model_copy(update={"revision": revision})


def _guarded(look: Callable[[], T]) -> T | None:
    """What looking at a file gives, or None when it cannot be read."""
    try:
        return apart(look)
    except Exception:  # noqa: BLE001 - a hostile file makes a parser fail in ways that the parser does not declare
        _LOG.debug("a signed file could not be read", exc_info=True)
        return None


class Letter:
    """A signed file with everything in it that bears on its signatures."""

    def __init__(self, data: bytes, roots: Sequence[asn1_x509.Certificate], moment: datetime) -> None:
        self._data, self._reader = data, PdfFileReader(io.BytesIO(data))
        self._roots, self._moment = roots, moment

    def judged(self) -> list[Judged]:
        """Every filled signature field, in the order of the file's revisions."""
        signatures = [embedded for _, embedded in self._embedded if embedded is not None]
        odd = _guarded(lambda: tuple(store_faults(self._reader, signatures, self._own, self._roots)))
        found = [self._judge(name, embedded) for name, embedded in self._embedded]
        return [*found, Judged(None, (_UNREADABLE_STORE,) if odd is None else odd)]

    @cached_property
    def _embedded(self) -> list[tuple[str, EmbeddedPdfSignature | None]]:
        """None for a value that is no readable signature."""
        found: list[tuple[int, str, EmbeddedPdfSignature | None]] = []
        for name, _, field in enumerate_sig_fields(self._reader, filled_status=True):
            signature = _guarded(partial(EmbeddedPdfSignature, self._reader, field, name))
            last = self._reader.xrefs.total_revisions
            found.append((signature.signed_revision if signature else last, name, signature))
        return [(name, readable) for _, name, readable in sorted(found, key=lambda item: item[:2])]

    @cached_property
    def _own(self) -> Evidence:
        """What the signatures bring along themselves."""
        found = Evidence()
        for _, embedded in self._embedded:
            more = None if embedded is None else _guarded(partial(evidence_of, embedded))
            found = found.and_also(more or Evidence())
        return found

    @cached_property
    def _evidence(self) -> Evidence:
        return (_guarded(lambda: evidence_in(self._reader)) or Evidence()).and_also(self._own)

    @cached_property
    def _with_roots(self) -> Evidence:
        return self._evidence.and_also(Evidence(tuple(self._roots)))

    @cached_property
    def _archives(self) -> list[tuple[EmbeddedPdfSignature, TimestampFound]]:
        """The archive timestamps that can be read, in order."""
        read = [(e, _guarded(partial(self._archive, e))) for _, e in self._embedded if e is not None and _is_archive(e)]
        return [(embedded, found) for embedded, found in read if found is not None]

    def _judge(self, name: str, embedded: EmbeddedPdfSignature | None) -> Judged:
        judged, odd = None, None
        if embedded is not None:
            look = self._judge_archive if _is_archive(embedded) else self._judge_signature
            judged = _guarded(partial(look, name, embedded))
            odd = _guarded(lambda: tuple(container_faults(self._data, embedded, self._with_roots)))
        if judged is None or odd is None:
            return Judged(None, (f"De handtekening in het veld {name} is niet te lezen.",))
        return Judged(judged.found, (*judged.wrong, *odd))

    def _judge_archive(self, name: str, embedded: EmbeddedPdfSignature) -> Judged:
        found = next(found for each, found in self._archives if each is embedded)
        wrong = () if found.holds else (f"Het tijdstempel in het veld {name} klopt niet.",)
        return Judged(found, (*wrong, *_coverage(name, embedded)))

    def _archive(self, embedded: EmbeddedPdfSignature) -> TimestampFound:
        token = embedded.signed_data["encap_content_info"]["content"].parsed
        status = validate_pdf_timestamp(embedded, self._context(token["gen_time"].native), skip_diff=True)
        return self._stamp(status, embedded.signed_data, embedded)

    def _judge_signature(self, name: str, embedded: EmbeddedPdfSignature) -> Judged:
        claimed = embedded.self_reported_timestamp
        status = self._status(embedded, _stamped_at(embedded) or claimed)
        stamp = self._stamp_of(embedded, status)
        if _stamped_at(embedded) is not None and (stamp is None or not stamp.holds):
            status = self._status(embedded, claimed)  # a token that does not hold says nothing of a moment
        certificate = x509.load_der_x509_certificate(embedded.signer_cert.dump())
        held = stamp is not None and stamp.holds
        found = SignatureFound(
            field=name,
            subject=subject_of(certificate),
            certificate=certificate_digest(certificate),
            intact=status.intact,
            valid=status.valid,
            trusted=status.trusted if self._roots else None,
            throwaway=is_throwaway(certificate),
            at=stamp.at if stamp is not None and held else claimed,
            timestamped=held,
            covers=_covered(embedded),
            printed=_guarded(partial(_printed, embedded.sig_field)),
            claimed_at=claimed,
            timestamp=stamp,
            judgement=_guarded(partial(self._judgement, embedded, status, stamp)),
            chain=_guarded(partial(self._evidence.links, embedded.signer_cert, self._roots)) or (),
            algorithm=_guarded(partial(_algorithm, embedded.signer_info)),
            key=_key(certificate),
            byte_range=tuple(int(part) for part in embedded.byte_range),
        )
        return Judged(found, _coverage(name, embedded))

    def _status(self, embedded: EmbeddedPdfSignature, moment: datetime | None) -> PdfSignatureStatus:
        stamped = _stamped_at(embedded)
        return validate_pdf_signature(
            embedded,
            self._context(moment),
            self._context(stamped),
            key_usage_settings=SIGNING_USES,
            skip_diff=True,
        )

    def _stamp_of(self, embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> TimestampFound | None:
        token = next(iter(extract_tst_data_iter(embedded.signer_info, signed=False)), None)
        if token is None or status.timestamp_validity is None:
            return None
        return self._stamp(status.timestamp_validity, token, None)

    def _stamp(
        self, status: TimestampSignatureStatus, token: cms.SignedData, embedded: EmbeddedPdfSignature | None
    ) -> TimestampFound:
        authority = x509.load_der_x509_certificate(status.signing_cert.dump())
        return TimestampFound(
            field=None if embedded is None else embedded.field_name,
            authority=subject_of(authority),
            at=status.timestamp,
            holds=status.intact and status.valid,
            trusted=status.trusted if self._roots else None,
            covers=0 if embedded is None else _covered(embedded),
            algorithm=_algorithm(token["signer_infos"][0]),
            chain=self._evidence.links(status.signing_cert, self._roots),
        )

    def _judgement(
        self, embedded: EmbeddedPdfSignature, status: PdfSignatureStatus, stamp: TimestampFound | None
    ) -> Judgement:
        later = [(e, s) for e, s in self._archives if s.holds and e.signed_revision > embedded.signed_revision]
        facts = Facts(
            embedded=embedded,
            evidence=self._evidence,
            chain=self._evidence.links(embedded.signer_cert, self._roots),
            timestamp=stamp,
            archives=[found for _, found in later],
            sealed=any(self._sealed(embedded, stamp, archive) for archive, _ in later),
            roots=self._roots,
            moment=self._moment,
        )
        if not status.intact or not status.valid:
            failure = AdESFailure.SIG_CRYPTO_FAILURE if status.intact else AdESFailure.HASH_FAILURE
            return Judgement(
                level=level_of(facts),
                indication=Indication.FAILED,
                reason=failure.standard_name,
                at=self._moment,
            )
        return judge(facts)

    def _sealed(
        self, embedded: EmbeddedPdfSignature, stamp: TimestampFound | None, archive: EmbeddedPdfSignature
    ) -> bool:
        """Whether all that the signature needs stood in the file before this archive timestamp closed it."""
        then = evidence_in(self._reader.get_historical_resolver(archive.signed_revision)).and_also(self._own)
        ends = [embedded.signer_cert]
        if stamp is not None:
            token = next(iter(extract_tst_data_iter(embedded.signer_info, signed=False)))
            ends += [c for c in certificates_in(token) if c.sha256.hex() == stamp.chain[0].sha256]
        return all(complete(then.links(end, self._roots)) for end in ends)

    def _context(self, moment: datetime | None) -> ValidationContext:
        """The chain must hold; what the file says of revocation counts, and what it does not say is no fault."""
        known = self._evidence
        return ValidationContext(
            trust_roots=list(self._roots),
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
            retroactive_revinfo=True,
            other_certs=list(known.certificates),
            crls=list(known.crls),
            ocsps=list(known.ocsps),
        )


def before_signing(letter: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A letter as it was before its first update, and its signature fields in their order; nothing of what is no PDF.

    Of a letter that we prepared, those are the bytes that were adopted, if nobody wrote the whole file anew.
    """

    def look() -> tuple[bytes, tuple[str, ...]]:
        first = first_revision(letter)
        return first, tuple(name for name, _, _ in enumerate_sig_fields(PdfFileReader(io.BytesIO(first))))

    return _guarded(look) or (b"", ())


def _unsigned(letter: bytes) -> tuple[str, ...]:
    fields = enumerate_sig_fields(PdfFileReader(io.BytesIO(letter)), filled_status=False)
    return tuple(_printed(field.get_object()) or name for name, _, field in fields)


def _printed(field: DictionaryObject) -> str | None:
    """What the letter says that a field is for (`/TU`, ISO 32000-1, 12.7.3.1)."""
    return str(field["/TU"]).strip() or None if "/TU" in field else None


def _is_archive(embedded: EmbeddedPdfSignature) -> bool:
    return bool(embedded.sig_object_type == "/DocTimeStamp")


def _stamped_at(embedded: EmbeddedPdfSignature) -> datetime | None:
    """The moment in the signature's timestamp token, whether that holds or not."""
    for token in extract_tst_data_iter(embedded.signer_info, signed=False):
        moment: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return moment
    return None


def _algorithm(signer: cms.SignerInfo) -> str:
    """Such as "RSA met SHA-256"."""
    mechanism = signer["signature_algorithm"]
    kind = {"rsassa_pkcs1v15": "RSA", "rsassa_pss": "RSA-PSS", "ecdsa": "ECDSA", "dsa": "DSA"}
    name = kind.get(mechanism.signature_algo, mechanism.signature_algo)
    digest = str(signer["digest_algorithm"]["algorithm"].native).upper().replace("SHA", "SHA-").replace("--", "-")
    return f"{name} met {digest}"


def _key(certificate: x509.Certificate) -> str | None:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA, {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"elliptische kromme {key.curve.name}, {key.key_size} bits"
    return None


def _covered(embedded: EmbeddedPdfSignature) -> int:
    """Length of the file as it was signed, from the signature's ByteRange."""
    return int(embedded.byte_range[2]) + int(embedded.byte_range[3])


def _coverage(name: str, embedded: EmbeddedPdfSignature) -> tuple[str, ...]:
    if embedded.evaluate_signature_coverage() >= SignatureCoverageLevel.ENTIRE_REVISION:
        return ()
    return (f"De handtekening in het veld {name} dekt niet het hele bestand zoals het toen was.",)
