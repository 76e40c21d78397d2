"""Words that say nothing: link texts and text alternatives that a listener cannot use."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_EMPTY_LINKS = frozenset(
    {
        "bekijk",
        "bekijk hier",
        "click here",
        "deze link",
        "deze pagina",
        "deze website",
        "download",
        "here",
        "hier",
        "klik",
        "klik hier",
        "lees meer",
        "lees verder",
        "link",
        "meer",
        "meer informatie",
        "naar de website",
        "read more",
        "site",
        "website",
        "zie hier",
    }
)
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)?[\w.-]+\.[a-z]{2,}(?:[/?#]\S*)?|https?://\S+", re.IGNORECASE)
_FILE_NAME = re.compile(r"[\w .()-]+\.(?:png|jpe?g|gif|svg|bmp|tiff?|webp|emf|wmf|pdf)", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:afbeelding|plaatje|foto|figuur|grafiek|logo|image|picture|graphic|img|dsc|screenshot)[\s_-]*\d*", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[\w]{5,8})*", re.IGNORECASE)
SCHEMES = frozenset({"https", "http", "mailto", "tel"})
"""What a link may lead to."""


def link_says_nothing(text: str) -> bool:
    """Whether a link's text tells nobody where it goes ("klik hier", or nothing at all)."""
    words = re.sub(r"[^\w\s]", "", text).lower().split()
    return not words or " ".join(words) in _EMPTY_LINKS


def is_bare_address(text: str) -> bool:
    """Whether a text is a web or mail address and no more."""
    said = text.strip().strip(".,;()<>")
    return bool(said) and (_ADDRESS.fullmatch(said) is not None or re.fullmatch(r"\S+@\S+\.\w+", said) is not None)


def alternative_says_nothing(text: str) -> bool:
    """Whether a text alternative is empty, a file name, or a word such as "afbeelding 3"."""
    said = " ".join(text.split())
    return not said or bool(_FILE_NAME.fullmatch(said)) or bool(_PLACEHOLDER.fullmatch(said))


def is_language(tag: str) -> bool:
    """Whether this is a language tag of the plain shapes of BCP 47 (`nl`, `nl-NL`, `zh-Hant`)."""
    return _LANGUAGE.fullmatch(tag) is not None


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, in whatever region or script (BCP 47)."""
    return one.split("-")[0].lower() == other.split("-")[0].lower()


def target_is_sound(address: str) -> bool:
    """Whether an address outside the file can be gone to: a scheme that may be, and whom or what it names."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme not in SCHEMES or re.search(r"\s", address):
        return False
    if parts.scheme in ("mailto", "tel"):
        return bool(parts.path)
    return bool(parts.hostname) and "." in (parts.hostname or "")
