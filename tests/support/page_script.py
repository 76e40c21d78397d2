"""The shell commands of a page of documentation, put behind each other: what a reader pastes is what CI runs.

`python -m tests.support.page_script docs/checking-by-hand.md` prints them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def blocks_of(page: Path, language: str) -> list[str]:
    """Every block of a language in a page, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def script_of(page: Path, language: str = "bash") -> str:
    """Its blocks of a language behind each other."""
    return "\n".join(blocks_of(page, language))


if __name__ == "__main__":
    print(script_of(Path(sys.argv[1])))
