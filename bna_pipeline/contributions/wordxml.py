"""Names of WordprocessingML, and where a form's identity stands in a Word file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
VML = "urn:schemas-microsoft-com:vml"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"

PROPERTY = "formulier"
"""The custom document property that holds a form's identity."""

CHECKER = "BNA-controle"
"""The author of the comments that we put in a form; those are no remarks of the partner's."""

_IDENTITY = re.compile(
    r"(?<![A-Za-z0-9-])(?P<edition>[a-z0-9-]{1,64})\s*/\s*(?P<partner>[a-z0-9-]{1,64})"
    r"(?:\.(?P<department>[a-z0-9-]{1,64}))?\s*/\s*(?:versie\s*)?(?P<version>[0-9]{1,6})(?![0-9])"
)


@dataclass(frozen=True)
class FormIdentity:
    """Which form it is: for which edition and partner (and which of its departments), and which version of the form."""

    edition: str
    partner: str
    version: int
    department: str | None = None

    def __str__(self) -> str:
        return f"{self.edition}/{self.of}/{self.version}"

    @property
    def of(self) -> str:
        """Whose it is: `school`, or of a department `school.hbo`."""
        return self.partner if self.department is None else f"{self.partner}.{self.department}"

    @property
    def printed(self) -> str:
        """As the footer shows it."""
        return f"Formulier {self.edition} / {self.of} / versie {self.version}"

    @classmethod
    def read(cls, text: str) -> FormIdentity | None:
        """The identity in a property's value or a footer's text; None when there is none."""
        found = _IDENTITY.search(text)
        return cls(found["edition"], found["partner"], int(found["version"]), found["department"]) if found else None


@cache
def w(name: str) -> str:
    """The full name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{name}"
