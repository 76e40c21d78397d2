"""What a signature comes to: the level that the file shows, and pyHanko's AdES validation as of the right moment.

Nothing goes online. A signature with a trusted timestamp is judged as of the last moment that the file itself proves
(its timestamps, its revocation data), since what came later says nothing about it (ETSI TS 119 102-1, clauses 5.5 and
5.6); one without is judged as of the moment of the check, as nobody knows when it was put.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed, AdESStatus, AdESSubIndic
from pyhanko.sign.validation.ades import ades_lta_validation, ades_with_time_validation
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.fetchers.api import FetcherBackend, Fetchers
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule
from pyhanko_certvalidator.registry import SimpleTrustManager

from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.validation import ChainLink, Indication, Judgement, TimestampFound
from bna_pipeline.signing.evidence import Evidence
from bna_pipeline.signing.validity import SLACK

PADES = "/ETSI.CAdES.detached"
SIGNING_USES = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
MOST_MOMENTS = 8
EXPIRED = AdESIndeterminate.OUT_OF_BOUNDS_NO_POE.standard_name
_REVOCATION = CertRevTrustPolicy(
    RevocationCheckingPolicy(RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.CRL_OR_OCSP_REQUIRED)
)
_WORDS = {
    AdESStatus.PASSED: Indication.PASSED,
    AdESStatus.INDETERMINATE: Indication.INDETERMINATE,
    AdESStatus.FAILED: Indication.FAILED,
}


@dataclass(frozen=True)
class Facts:
    """What was found out about one signature before it is judged.

    Attributes:
        evidence: everything that the file holds.
        archives: the archive timestamps that hold, of later revisions.
        sealed: the validation data that an archive timestamp stands for are complete.
        moment: that of the check.
    """

    embedded: EmbeddedPdfSignature
    evidence: Evidence
    chain: Sequence[ChainLink]
    timestamp: TimestampFound | None
    archives: Sequence[TimestampFound]
    sealed: bool
    roots: Sequence[asn1_x509.Certificate]
    moment: datetime

    @property
    def stamps(self) -> tuple[TimestampFound, ...]:
        """Every timestamp that holds for this signature, whoever gave it."""
        own = (self.timestamp,) if self.timestamp is not None and self.timestamp.holds else ()
        return (*own, *self.archives)

    @property
    def proof(self) -> tuple[TimestampFound, ...]:
        """Those that count: somebody with a revoked key can run a timestamp authority of his own."""
        return tuple(stamp for stamp in self.stamps if stamp.trusted is not False)


class _Offline(FetcherBackend):
    """pyHanko would make a client for the network, and not use it."""

    def get_fetchers(self) -> Fetchers:
        raise AssertionError("checking never goes online")


def complete(chain: Iterable[ChainLink]) -> bool:
    """Whether the file says of every certificate below the anchor that it was not revoked, and reaches an anchor."""
    links = tuple(chain)
    return bool(links) and links[-1].anchor and all(link.revocation for link in links if not link.anchor)


def level_of(facts: Facts) -> SignatureLevel | None:
    """The level that the file shows (ETSI EN 319 142-1, clause 6); None: no PAdES baseline signature."""
    if str(facts.embedded.sig_object.get("/SubFilter", "")) != PADES:
        return None
    if not facts.stamps:
        return SignatureLevel.B_B
    chains = [facts.chain, *(stamp.chain for stamp in (facts.timestamp,) if stamp is not None)]
    if not all(complete(chain) for chain in chains):
        return SignatureLevel.B_T
    return SignatureLevel.B_LTA if facts.archives and facts.sealed else SignatureLevel.B_LT


def judge(facts: Facts) -> Judgement:
    """The verdict on a signature whose bytes are intact.

    Without trust anchors it is indeterminate; what it would be if the last certificate of its chain were trusted, is
    told beside it.
    """
    level, anchors = level_of(facts), facts.roots or _last_of(facts)
    for at in _moments(facts):
        status = _ades(facts, anchors, at)
        if status is AdESPassed.OK:
            break
    indication, reason = _WORDS[status.status], None if status is AdESPassed.OK else status.standard_name
    if indication is Indication.PASSED and _outlived(facts):
        indication, reason = Indication.INDETERMINATE, EXPIRED
    if facts.roots:
        return Judgement(level=level, indication=indication, reason=reason, at=at)
    unknown = AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND.standard_name
    if indication is Indication.FAILED:
        return Judgement(level=level, indication=indication, reason=reason, at=at)
    return Judgement(
        level=level,
        indication=Indication.INDETERMINATE,
        reason=unknown,
        if_trusted=indication,
        if_trusted_reason=reason,
        at=at,
    )


def _moments(facts: Facts) -> tuple[datetime, ...]:
    """As of which moments a signature may be judged; one at which all holds is enough, since it existed by then.

    An archive timestamp proves all that was there before it, so with one only the last moment counts. Without one the
    answers about another signature, made days later, may have outlived those about this one.
    """
    if not facts.proof:
        return (facts.moment,)
    # Clocks differ: what a timestamp authority says may lie just ahead of the machine's own.
    stamped = max(stamp.at for stamp in facts.proof)
    proven = sorted({stamped, *(each for each in facts.evidence.moments() if each > stamped)})
    proven = [each for each in proven if each <= facts.moment + SLACK]
    if any(stamp in facts.archives for stamp in facts.proof):
        return tuple(proven[-1:]) or (facts.moment,)
    return tuple(proven[:MOST_MOMENTS]) or (facts.moment,)


def _outlived(facts: Facts) -> bool:
    """Whether the certificate behind the last timestamp has run out: then nothing keeps the proof alive any more."""
    if not facts.proof:
        return False
    last = max(facts.proof, key=lambda stamp: stamp.at)
    return any(link.valid_until < facts.moment for link in last.chain)


def _last_of(facts: Facts) -> tuple[asn1_x509.Certificate, ...]:
    """The certificates at the ends of the chains: what a reader would have to trust."""
    ends = {link.sha256 for stamp in facts.stamps for link in stamp.chain[-1:]} | {
        link.sha256 for link in facts.chain[-1:]
    }
    return tuple(c for c in facts.evidence.certificates if c.sha256.hex() in ends)


def _ades(facts: Facts, anchors: Sequence[asn1_x509.Certificate], at: datetime) -> AdESSubIndic:
    timing = ValidationTimingInfo(validation_time=at, best_signature_time=at, point_in_time_validation=False)
    embedded = facts.embedded
    if any(stamp in facts.archives for stamp in facts.proof):
        # It reads the document security store itself, and what each archive timestamp proves of it.
        whole = PdfSignatureValidationSpec(_spec(anchors, LocalKnowledge()), diff_policy=None)
        return asyncio.run(ades_lta_validation(embedded, whole, timing_info=timing)).ades_subindic
    embedded.compute_integrity_info(skip_diff=True)
    return asyncio.run(
        ades_with_time_validation(
            embedded.signed_data,
            _spec(anchors, facts.evidence.knowledge()),
            timing_info=timing,
            raw_digest=embedded.compute_digest(),
            extra_status_kwargs=embedded.summarise_integrity_info(),
            status_cls=PdfSignatureStatus,
        )
    ).ades_subindic


def _spec(anchors: Sequence[asn1_x509.Certificate], knowledge: LocalKnowledge) -> SignatureValidationSpec:
    return SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=list(anchors)), revinfo_policy=_REVOCATION
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
            certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
            fetcher_backend=_Offline(),
        ),
        local_knowledge=knowledge,
        key_usage_settings=SIGNING_USES,
    )
