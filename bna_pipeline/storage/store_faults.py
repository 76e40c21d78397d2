"""What a store elsewhere says when it fails, as a sentence with what to do; never with a key in it."""

from __future__ import annotations

import re
from importlib import import_module

from bna_pipeline.system_words import in_words

MISSING_BUCKET = "NoSuchBucket"
NO_ENDPOINT = (
    "AWS_ENDPOINT_URL is geen adres van een opslag.",
    "Geef het als https://naam of https://naam:poort (ook in ~/.aws of FSSPEC_S3_ENDPOINT_URL).",
)
"""Sentence and next step for an endpoint that no client can be made of."""
_KEYS = "Controleer AWS_ACCESS_KEY_ID en AWS_SECRET_ACCESS_KEY"
_LATER = "Probeer het over een paar minuten opnieuw; wat bewaard was, staat er nog."


def driver_faults(kinds: frozenset[str]) -> tuple[type[Exception], ...]:
    """The exceptions with which a store's driver fails.

    Args:
        kinds: the protocols of the file system. The driver of S3 lets some of its libraries' own errors through (no
            key, no connection, half an answer); the others keep to OSError.
    """
    if "s3" not in kinds:
        return (OSError,)
    library = import_module("botocore.exceptions")
    return (OSError, library.BotoCoreError, library.ClientError, import_module("aiohttp").ClientError)


def cut_off(kinds: frozenset[str]) -> tuple[type[Exception], ...]:
    """Of `driver_faults`, those of an answer that broke off after it had begun."""
    if "s3" not in kinds:
        return ()
    library = import_module("botocore.exceptions")
    return (library.IncompleteReadError, library.ResponseStreamingError, import_module("aiohttp").ClientPayloadError)


def fault_code(fault: BaseException) -> str:
    """The store's own word for it, such as `NoSuchBucket`; empty when it gave none."""
    for told in (fault, fault.__cause__):
        response = getattr(told, "response", None)
        if isinstance(response, dict):
            return str(response.get("Error", {}).get("Code", ""))
    return ""


def told(fault: BaseException, where: str) -> tuple[str, str]:
    """A Dutch sentence about a failure, and what to do next.

    Args:
        where: bucket and prefix, or the address of another store.
    """
    code, kind = fault_code(fault), type(fault).__name__
    if code == MISSING_BUCKET:
        bucket = where.partition("/")[0]
        return f"De bucket {bucket} bestaat niet.", "Maak de bucket aan of verbeter het adres in BNA_BLOBS."
    if kind in ("NoCredentialsError", "PartialCredentialsError"):
        return f"Voor de opslag {where} zijn geen sleutels ingesteld.", f"{_KEYS}."
    if kind == "EndpointResolutionError":
        return NO_ENDPOINT
    if _broke_off(fault):
        return f"De opslag {where} brak zijn antwoord af.", f"Controleer het netwerk. {_LATER}"
    if isinstance(fault, PermissionError):
        return (
            f"De opslag {where} weigert de toegang{_in_brackets(code)}.",
            f"{_KEYS}, en of daarmee objecten gelezen, geschreven en opgesomd mogen worden.",
        )
    if _silent(fault):
        return (
            f"De opslag {where} antwoordt niet.",
            f"Controleer AWS_ENDPOINT_URL en het netwerk. {_LATER}",
        )
    if code in ("SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout") or code.startswith("5"):
        return f"De opslag {where} is overbelast of in storing ({code}).", _LATER
    if code:  # the driver has no better word than "input/output error" for one it does not know
        return (
            f"De opslag {where} weigert dit ({code}).",
            "Vraag de beheerder van de opslag wat deze code betekent; kijk of er ruimte is en of het adres klopt.",
        )
    return (
        f"De opslag {where} is niet te gebruiken: {without_secrets(_first_line(fault))}.",
        "Controleer het adres in BNA_BLOBS, en of er ruimte is en dit account er mag lezen en schrijven.",
    )


def without_secrets(text: str) -> str:
    """The text without what stands before the `@` of an address, which may be a password."""
    return re.sub(r"//[^/@\s]*@", "//", text)


def _silent(fault: BaseException) -> bool:
    silent = {"HTTPClientError", "ConnectionError", "ClientConnectionError"}
    return isinstance(fault, ConnectionError | TimeoutError) or bool(_names(fault) & silent)


def _broke_off(fault: BaseException) -> bool:
    return bool(_names(fault) & {"IncompleteReadError", "ResponseStreamingError", "ClientPayloadError"})


def _names(fault: BaseException) -> set[str]:
    return {base.__name__ for base in type(fault).__mro__}


def _first_line(fault: BaseException) -> str:
    said = in_words(fault) if isinstance(fault, OSError) and fault.errno else str(fault)
    return (said or type(fault).__name__).splitlines()[0].rstrip(".")


def _in_brackets(code: str) -> str:
    return f" ({code})" if code and not code.isdigit() else ""
