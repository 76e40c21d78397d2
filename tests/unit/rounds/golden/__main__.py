"""Write the golden mails anew, to be looked at before they are committed."""

from __future__ import annotations

from tests.unit.rounds.sample_mails import GOLDEN, golden_files

for name, text in golden_files().items():
    (GOLDEN / name).write_text(text, encoding="utf-8")
    print(name)
