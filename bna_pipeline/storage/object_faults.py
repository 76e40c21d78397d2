"""What an object store says to a channel when it fails, as a sentence with what to do; never with a key in it."""

from __future__ import annotations

from urllib.parse import urlsplit

from bna_pipeline.storage.store_faults import MISSING_BUCKET, cut_off, fault_code

_BUSY = ("SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "OperationAborted")
_LATER = "het wordt vanzelf opnieuw geprobeerd."


def told(fault: BaseException, channel: str, target: str) -> tuple[str, str]:
    """A Dutch sentence about a failure, and what to do next.

    Args:
        channel: the id of the channel, whose table in the settings is named.
        target: its address.
    """
    code, kind = fault_code(fault), type(fault).__name__
    table = f"[channels.{channel}] in .bna/settings.toml"
    bucket = urlsplit(target).netloc
    if code == MISSING_BUCKET:
        return (
            f"De bucket {bucket} bestaat niet.",
            "Maak de bucket aan, of verbeter het adres van dit kanaal in programme.yaml.",
        )
    if kind == "EndpointResolutionError":
        return bad_endpoint(channel)
    if kind in ("NoCredentialsError", "PartialCredentialsError"):
        return f"Voor {target} zijn geen sleutels ingesteld.", f"Zet user en secret_file onder {table}."
    if isinstance(fault, cut_off(frozenset({"s3"}))):
        return f"{target} brak zijn antwoord af.", f"Kijk het netwerk na; {_LATER}"
    if isinstance(fault, PermissionError):
        return (
            f"{target} weigert de toegang{_in_brackets(code)}.",
            f"Controleer user en secret_file onder {table}, en of daarmee in de bucket gelezen, geschreven en "
            "opgesomd mag worden.",
        )
    if _silent(fault):
        return f"{target} antwoordt niet.", f"Controleer endpoint onder {table} en het netwerk; {_LATER}"
    if code in _BUSY or code.startswith("5"):
        return f"{target} is overbelast of in storing ({code}).", f"Wacht af; {_LATER}"
    return (
        f"{target} weigert dit{_in_brackets(code) or f' ({kind})'}.",
        "Vraag de beheerder van de opslag wat deze code betekent; kijk of er ruimte is en of het adres klopt.",
    )


def bad_endpoint(channel: str) -> tuple[str, str]:
    """Sentence and next step for an endpoint that no client can be made of."""
    return (
        f"Het adres van de opslag van kanaal {channel} klopt niet.",
        f"Zet endpoint onder [channels.{channel}] in .bna/settings.toml op https://naam of https://naam:poort.",
    )


def _silent(fault: BaseException) -> bool:
    names = {base.__name__ for base in type(fault).__mro__}
    # The driver makes a fault of its own out of a time-out or a refused connection.
    silent = {"HTTPClientError", "ConnectionError", "ClientConnectionError", "TimeoutError"}
    return bool(names & silent)


def _in_brackets(code: str) -> str:
    return f" ({code})" if code and not code.isdigit() else ""
