"""Who checks a package with `openssl`, `pdfsig` and `sha256sum`, as `docs/checking-by-hand.md` says."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.support.page_script import DOCS, script_of
from tests.support.programs import require_program


@dataclass(frozen=True)
class Stranger:
    """Somebody with the steps of the page, a folder with the bags and their seals, and an issuer to trust."""

    here: Path
    trust: Path

    def checks(self) -> tuple[int, list[str], list[str]]:
        """The exit code of the page's steps, and what came out right and wrong."""
        for program, package in (("openssl", "openssl"), ("pdfsig", "poppler-utils")):
            require_program(program, install=package)
        done = subprocess.run(
            [require_program("bash", install="bash"), "-u", "-c", script_of(DOCS / "checking-by-hand.md")],
            env={"PATH": os.environ["PATH"], "HERE": str(self.here), "TRUST": str(self.trust)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            cwd="/",
        )
        assert not done.stderr, done.stderr
        lines = [line.partition(" ") for line in done.stdout.splitlines()]
        right, wrong = ([rest.strip() for word, _, rest in lines if word == said] for said in ("OK", "WRONG"))
        return done.returncode, right, wrong
