"""An edition that went its whole way with a timestamp authority: package, dossier, their seals, the issuer's root."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bna_pipeline import wiring
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.pipeline import Step
from tests.e2e.project import EDITION, Project
from tests.support.pki import PASSPHRASE, Pki

EACH = timedelta(minutes=5)


def configure(project: Project, pki: Pki, *signatories: str, level: str = "B-LTA") -> None:
    """The keys of these signatories, the timestamp authority and the root, in the settings."""
    folder = project.root / ".bna"
    pki.write_trust(folder)
    (folder / "wachtzin").touch(mode=0o600)
    (folder / "wachtzin").write_bytes(PASSPHRASE)
    text = f'[signing]\nlevel = "{level}"\ntimestamp_url = "{pki.tsa_url}"\ntrust = [".bna/vertrouwd.pem"]\n'
    for person in signatories:
        pki.write_key(person, folder)
        text += f'[keys.{person.capitalize()}]\npkcs12 = ".bna/{person}.p12"\npassphrase_file = ".bna/wachtzin"\n'
    settings = folder / "settings.toml"
    settings.touch(mode=0o600)
    settings.write_text(text)


def sign(project: Project, pki: Pki, person: str, at: datetime) -> Step:
    """A signatory signs."""
    pki.now = at
    app = project.app(at)
    return wiring.pipeline.sign(app.tools(EDITION), app.actor(EDITION, person, Act.SIGN))


def run(project: Project, pki: Pki, at: datetime) -> list[str]:
    """`bna run` at a moment; what was said."""
    pki.now = at
    app = project.app(at)
    return [line for step in wiring.pipeline.advance(app.tools(EDITION), app.system()) for line in step.said]


@dataclass(frozen=True)
class Proven:
    """What such an edition leaves behind.

    Attributes:
        trust: the root in PEM, as a file.
    """

    project: Project
    trust: Path

    def bag(self, name: str) -> Path:
        return self.project.outbox(name)

    def seal(self, name: str) -> Path:
        return self.project.outbox(f"{name}.zegel.tst")


def to_the_release(project: Project, pki: Pki, *, level: str = "B-LT") -> datetime:
    """Take an adopted edition to where only the next run is missing: signed in two sittings, armed, the Kamerbrief out.

    Args:
        project: at `Phase.ADOPTED`.
        level: of the signatures.

    Returns:
        When that next run is.
    """
    configure(project, pki, "voorzitter", "secretaris", level=level)
    at = project.entries[-1].at + EACH
    run(project, pki, at)
    for person in ("voorzitter", "secretaris"):
        at += EACH
        sign(project, pki, person, at)
        run(project, pki, at + timedelta(minutes=1))
    at += EACH
    pki.now, app = at, project.app(at)
    wiring.pipeline.arm(app.tools(EDITION), app.actor(EDITION, "coordinator", Act.ARM))
    wiring.pipeline.note_kamerbrief(
        app.tools(EDITION),
        app.actor(EDITION, "coordinator", Act.NOTE_KAMERBRIEF),
        name="kamerbrief.pdf",
        data=project.kamerbrief.read_bytes(),
    )
    return at + timedelta(minutes=1)


def proven(project: Project, pki: Pki, *, level: str = "B-LT") -> Proven:
    """Take an adopted edition to its end; arguments as of `to_the_release`."""
    run(project, pki, to_the_release(project, pki, level=level))
    assert project.state().phase is Phase.FINISHED
    return Proven(project, project.root / ".bna" / "vertrouwd.pem")
