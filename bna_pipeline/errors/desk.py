"""What goes wrong at the desk before anything is done."""

from __future__ import annotations

from bna_pipeline.errors.root import BnaError


class DeskError(BnaError):
    """The desk cannot do what it was asked."""

    code = "DSK-001"


class SignInNeeded(DeskError):
    """The page is not open to who is not signed in."""

    code = "DSK-002"


class PageMissing(DeskError):
    """There is no such page, or not for this visitor: he is not told which."""

    code = "DSK-003"


class DeskNotServed(DeskError):
    """The desk cannot listen where the settings say, or ended by itself."""

    code = "DSK-009"


class FormIncomplete(DeskError):
    """A form came without what it asks for; the page shows it again with what is missing."""

    code = "DSK-004"
