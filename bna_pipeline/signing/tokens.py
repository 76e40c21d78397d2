"""A timestamp token that stands by itself (RFC 3161), read and judged offline."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data

from bna_pipeline.ports.signing import TokenFound
from bna_pipeline.signing.apart import apart
from bna_pipeline.signing.evidence import certificates_in
from bna_pipeline.signing.keys import subject_of
from bna_pipeline.signing.validity import offline, roots_of

MAX_BYTES = 256 * 1024
"""No token is that long; more is not read."""

_LOG = logging.getLogger(__name__)


class TokenJudge:
    """Implements `ports.TokenReader`."""

    def read(self, token: bytes, *, trust: Sequence[bytes] = ()) -> TokenFound | None:
        """See `ports.TokenReader`. Whatever the bytes hold, the answer is a finding or None.

        Raises:
            ConfigurationError: `trust` holds no certificate in PEM.
        """
        roots = roots_of(trust)
        if len(token) > MAX_BYTES:
            return None
        try:
            signed = _signed_data(token)
            return None if signed is None else apart(lambda: asyncio.run(_found(signed, roots)))
        except Exception:  # noqa: BLE001 - a hostile token makes a parser fail in ways that the parser does not declare
            _LOG.debug("a timestamp token could not be read", exc_info=True)
            return None


def _signed_data(data: bytes) -> cms.SignedData | None:
    """The token, by itself or as it stands in an authority's answer (RFC 3161, 2.4.2); None: it is neither."""
    try:
        whole = cms.ContentInfo.load(data, strict=True)
        kind = whole["content_type"].native
    except (ValueError, TypeError, KeyError):
        whole = tsp.TimeStampResp.load(data, strict=True)["time_stamp_token"]
        kind = whole["content_type"].native
    if kind != "signed_data":
        return None
    signed: cms.SignedData = whole["content"]
    return signed if signed["encap_content_info"]["content_type"].native == "tst_info" else None


async def _found(signed: cms.SignedData, roots: Sequence[asn1_x509.Certificate]) -> TokenFound:
    info = signed["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"]
    at, digest = info["gen_time"].native, imprint["hashed_message"].native
    context = offline(roots, at, certificates_in(signed))
    status = await validate_tst_signed_data(signed, context, lambda _: digest)
    authority = x509.load_der_x509_certificate(status["signing_cert"].dump())
    return TokenFound(
        algorithm=str(imprint["hash_algorithm"]["algorithm"].native),
        imprint=digest.hex(),
        at=at,
        authority=subject_of(authority),
        holds=bool(status["intact"] and status["valid"]),
        trusted=bool(status["trust_problem_indic"] is None) if roots else None,
    )
