"""Words of ETSI's standards in Dutch that a reader without the standards understands."""

from __future__ import annotations

from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.validation import Indication, Judgement, RevisionKind

INDICATIONS = {
    Indication.PASSED: "Geldig. De handtekening klopt, en van wie zij is, is tot een vertrouwde uitgever na te gaan.",
    Indication.INDETERMINATE: "Niet vast te stellen. Er is geen fout gevonden, maar er ontbreekt iets om ja te kunnen "
    "zeggen; wat er ontbreekt, staat erbij.",
    Indication.FAILED: "Ongeldig. De handtekening klopt niet, of het bestand is veranderd.",
}
SHORT = {
    Indication.PASSED: "geldig",
    Indication.INDETERMINATE: "niet vast te stellen",
    Indication.FAILED: "ongeldig",
}
LEVELS = {
    SignatureLevel.B_B: "Alleen de handtekening. Het tijdstip is het woord van wie tekende. Na te gaan zolang het "
    "certificaat geldt en de uitgever antwoordt.",
    SignatureLevel.B_T: "Met een tijdstempel: een tijdstempeldienst zegt wanneer de handtekening er al was.",
    SignatureLevel.B_LT: "Ook de certificaten en het bewijs dat zij niet waren ingetrokken, zitten in het bestand: na "
    "te gaan zonder netwerk.",
    SignatureLevel.B_LTA: "Daaroverheen staat een archieftijdstempel. Komt er op tijd een nieuw bij, dan blijft de "
    "handtekening tientallen jaren na te gaan.",
}
REVISIONS = {
    RevisionKind.SIGNATURE: "een handtekening",
    RevisionKind.TIMESTAMP: "een archieftijdstempel",
    RevisionKind.DATA: "controlegegevens (certificaten en intrekkingsgegevens)",
    RevisionKind.STRANGE: "iets wat er niet hoort",
}
_REASONS = {
    "HASH_FAILURE": "De ondertekende bytes zijn na de ondertekening veranderd.",
    "SIG_CRYPTO_FAILURE": "De handtekening zelf klopt niet: zij hoort niet bij dit certificaat of is beschadigd.",
    "FORMAT_FAILURE": "De handtekening is niet volgens de standaard opgebouwd.",
    "REVOKED": "Het certificaat was ingetrokken toen er werd getekend.",
    "REVOKED_NO_POE": "Het certificaat is ingetrokken, en niet is bewezen dat er daarvóór is getekend.",
    "REVOKED_CA_NO_POE": "Het certificaat van een uitgever is ingetrokken, en niet is bewezen dat er daarvóór is "
    "getekend.",
    "EXPIRED": "Het certificaat was verlopen.",
    "NOT_YET_VALID": "Het certificaat gold nog niet toen er werd getekend.",
    "OUT_OF_BOUNDS_NO_POE": "Het certificaat waarop het bewijs rust, is verlopen, en geen later tijdstempel bewijst "
    "dat alles er al was.",
    "OUT_OF_BOUNDS_NOT_REVOKED": "Het certificaat is verlopen; ingetrokken was het niet.",
    "NO_POE": "Niet is bewezen dat de handtekening er al was toen dat nog uitmaakte.",
    "TRY_LATER": "De intrekkingsgegevens zijn te oud of ontbreken. Met nieuwere is het misschien wel vast te stellen.",
    "NO_SIGNING_CERTIFICATE_FOUND": "Het certificaat van wie tekende, is niet te vinden.",
    "NO_CERTIFICATE_CHAIN_FOUND": "Het certificaat leidt niet naar een uitgever die is opgegeven als vertrouwd.",
    "CHAIN_CONSTRAINTS_FAILURE": "Het certificaat is niet bedoeld om zo gebruikt te worden.",
    "SIG_CONSTRAINTS_FAILURE": "De handtekening is gezet met een certificaat dat daar niet voor is.",
    "CRYPTO_CONSTRAINTS_FAILURE": "Er is een te zwak algoritme of een te korte sleutel gebruikt.",
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": "Het algoritme geldt nu als zwak, en dat er eerder is getekend, is niet "
    "bewezen.",
    "TIMESTAMP_ORDER_FAILURE": "De tijdstempels staan niet in een mogelijke volgorde.",
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": "De keten van certificaten is met dit bestand alleen niet rond te krijgen; "
    "meestal ontbreken gegevens over intrekking.",
}


def reason_in_words(reason: str | None) -> str | None:
    """A sub-indication of ETSI TS 119 102-1 in Dutch, with its own name behind it."""
    if reason is None:
        return None
    said = _REASONS.get(reason, "Waarom staat in de standaard onder deze naam.")
    return f"{said.removesuffix('.')} ({reason})."


def judgement_in_words(judgement: Judgement) -> str:
    """The verdict on one signature: the standard's word, and what it means here."""
    said = f"{judgement.indication.value}: {SHORT[judgement.indication]}."
    why = reason_in_words(judgement.reason)
    if why is not None:
        said += f" {why}"
    if judgement.if_trusted is not None:
        then = reason_in_words(judgement.if_trusted_reason)
        said += (
            f" Wie de laatste uitgever in de keten vertrouwt, komt op {judgement.if_trusted.value}"
            f"{'.' if then is None else f': {then}'}"
        )
    return said
