"""Checking a package."""

from __future__ import annotations

from pathlib import Path

import click

from bna_pipeline.cli.command import Context


@click.command("verify")
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--trust",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="CA certificate (PEM) that you trust.",
)
@click.option(
    "--seal", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A seal received another way."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object with stable keys.")
@click.pass_obj
def verify_command(_context: Context, package: Path, trust: tuple[Path, ...], seal: Path | None, as_json: bool) -> None:
    """Check a pakket or dossier: bags, manifest, signatures, bytes, approvals, trail. Exit 1 when a row fails."""
    from bna_pipeline.wiring import verification_table, verify_package

    found = verify_package(
        package,
        trust=[path.read_bytes() for path in trust],
        seal=None if seal is None else seal.read_bytes(),
    )
    if as_json:
        click.echo(found.model_dump_json(indent=1))
    else:
        click.echo(verification_table(found))
    if not found.holds:
        raise SystemExit(1)
