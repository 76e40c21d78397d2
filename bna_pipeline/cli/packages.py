"""Checking a package, or a letter alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from bna_pipeline.cli.command import Context, write_file


@click.command("verify")
@click.argument("package", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--trust",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="CA certificate (PEM) that you trust.",
)
@click.option(
    "--seal", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A seal received another way."
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    help="Write the validation report of the letter's signatures: FILE.html, or FILE.json.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object with stable keys.")
@click.pass_obj
def verify_command(
    _context: Context,
    package: Path,
    trust: tuple[Path, ...],
    seal: Path | None,
    report: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Check a pakket or dossier: bags, manifest, signatures, bytes, approvals, trail. Exit 1 when a row fails.

    PACKAGE may also be a signed letter alone (a PDF): then only what the file itself shows is checked.
    """
    from bna_pipeline.wiring import validation_file, validation_of, verification_table, verify_package

    trusted = [path.read_bytes() for path in trust]
    found = verify_package(package, trust=trusted, seal=None if seal is None else seal.read_bytes())
    if as_json:
        click.echo(found.model_dump_json(indent=1))
    else:
        click.echo(verification_table(found))
    if report:
        made = validation_of(package, trust=trusted, at=datetime.now(tz=UTC))
        for path in report:
            write_file(path, validation_file(made, path.name))
    if not found.holds:
        raise SystemExit(1)
