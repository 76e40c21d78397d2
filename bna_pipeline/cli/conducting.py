"""What runs flows in this process: demo and serve. Only here, and only when called, are the flows loaded."""

from __future__ import annotations

from pathlib import Path

import click

from bna_pipeline.cli.command import Context


@click.command("demo")
@click.option(
    "--dir", "folder", type=click.Path(file_okay=False, path_type=Path), help="Lay the sample edition out here first."
)
@click.pass_obj
def demo_command(context: Context, folder: Path | None) -> None:
    """Play the sample edition from inbox to released package, through the flows on Prefect's embedded server."""
    from bna_pipeline.wiring import find_root, lay_out_sample

    if folder is not None:
        lay_out_sample(folder)
        root = folder.resolve()
    else:
        root = (context.root or find_root(Path.cwd())).resolve()
    from flows.demo import play

    raise SystemExit(play(root, click.echo))


@click.command("serve")
@click.pass_obj
def serve_command(context: Context) -> None:
    """Run Prefect's server, the flows' deployments and the schedule, on this machine, until stopped."""
    root = context.app.root
    from flows.serve import serve

    serve(root)
