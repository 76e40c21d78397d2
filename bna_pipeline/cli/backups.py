"""A copy of a project on one machine, and the project put back from it."""

from __future__ import annotations

from pathlib import Path

import click

from bna_pipeline.cli.command import Context, working


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup_command(context: Context, file: Path) -> None:
    """Copy the whole project into FILE (.tar.gz, mode 600), while work goes on. It holds keys: keep it as a secret."""
    from bna_pipeline.wiring.backups import back_up

    with working("copying"):
        count = back_up(context.app, file)
    click.echo(f"{file}: {count} files, {file.stat().st_size // 1024} KB.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def restore_command(file: Path, folder: Path) -> None:
    """Put the project of FILE back in DIR, an empty folder. Read "Restore" in docs/operations.md before it runs on."""
    from bna_pipeline.wiring.backups import put_back

    with working("putting back"):
        count = put_back(file, folder)
    click.echo(f"{folder}: {count} files. Next: bna --dir {folder} check; then read docs/operations.md, Restore.")
