"""The infrastructure of the tests does what it is asked to, before anything is concluded from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from asn1crypto import crl, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from tests.support.pki import Pki, running_pki

AT = datetime(2020, 6, 24, 12, 5, tzinfo=UTC)


def _stamp(pki: Pki, **options: object) -> httpx.Response:
    imprint = tsp.MessageImprint({"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"\1" * 32})
    request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True}).dump()
    headers = {"Content-Type": "application/timestamp-query"}
    return httpx.post(pki.tsa_url, content=request, headers=headers, timeout=60, **options)  # type: ignore[arg-type]


def _status(pki: Pki, label: str) -> ocsp.OCSPResponse:
    certificate = pki.certificate(label)
    access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    url = next(iter(access)).access_location.value
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, pki.certificate("interm"), hashes.SHA1())
    answer = httpx.post(url, content=request.build().public_bytes(Encoding.DER), timeout=60)
    return ocsp.load_der_ocsp_response(answer.content)


def _crl(pki: Pki, label: str) -> crl.CertificateList:
    certificate = pki.certificate(label)
    points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    return crl.CertificateList.load(httpx.get(points[0].full_name[0].value, timeout=60).content)


def test_its_services_answer_on_loopback_at_the_time_that_it_is_told(pki: Pki) -> None:
    pki.now = AT
    token = tsp.TimeStampResp.load(_stamp(pki).content)
    assert token["status"]["status"].native == "granted"
    info = token["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert info["gen_time"].native == AT
    status = _status(pki, "voorzitter")
    assert status.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert status.this_update_utc == AT
    assert _crl(pki, "tsa").issuer.native["common_name"] == "Root"
    assert pki.asked == ["tsa", "ocsp", "crl"]


def test_a_certificate_can_be_revoked_and_stays_the_same_certificate(pki: Pki) -> None:
    pki.now, before = AT, pki.pem("secretaris")
    pki.revoke("secretaris", AT - timedelta(days=1))
    assert pki.pem("secretaris") == before
    assert _status(pki, "secretaris").certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert _status(pki, "voorzitter").certificate_status is ocsp.OCSPCertStatus.GOOD


def test_it_can_fail_in_several_ways_and_work_again(pki: Pki) -> None:
    pki.fails("tsa", "unavailable")
    assert _stamp(pki).status_code == 503
    pki.fails("tsa", "refuses")
    assert b"\x02\x01\x02" in _stamp(pki).content  # PKIStatus 2, rejection (RFC 3161, 2.4.2)
    pki.fails("tsa", "cut")
    with pytest.raises(httpx.TransportError):
        _stamp(pki)
    pki.works()
    assert _stamp(pki).status_code == 200


def test_the_timestamp_authority_may_ask_for_a_password(pki: Pki) -> None:
    pki.password = ("bna", "geheim")
    assert _stamp(pki).status_code == 401
    assert _stamp(pki, auth=("bna", "geheim")).status_code == 200


def test_certificates_are_issued_with_the_validity_and_use_that_is_asked(pki: Pki) -> None:
    pki.issue("kort", valid_to=AT, usage=("key_encipherment",), key_of="voorzitter")
    short = pki.certificate("kort")
    assert short.not_valid_after_utc == AT
    assert not short.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    assert pki.key("kort").public_key() == short.public_key()


def test_two_infrastructures_know_nothing_of_each_other(pki: Pki) -> None:
    with running_pki("Vreemd") as other:
        assert other.pem("root") != pki.pem("root")
        assert "Vreemd" in other.certificate("voorzitter").issuer.rfc4514_string()
