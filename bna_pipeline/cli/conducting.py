"""What runs flows or the desk in this process: demo, desk and serve. Only when called are these loaded."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

import click

from bna_pipeline.cli.command import Context
from bna_pipeline.errors.desk import DeskNotServed


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


@click.command("desk")
@click.pass_obj
def desk_command(context: Context) -> None:
    """Run the review desk alone, without Prefect, until stopped; it looks at every open edition by itself."""
    from bna_pipeline.portal.listening import listen
    from bna_pipeline.portal.serving import log_to_standard_error, serve_desk

    desk = context.app.settings.desk
    with listen(desk.host, desk.port) as listening:
        log_to_standard_error()
        serve_desk(context.app, listening, lambda: click.echo(f"Desk on {desk.public}; Ctrl-C stops."))
    click.echo("Stopped.")


@click.command("serve")
@click.pass_obj
def serve_command(context: Context) -> None:
    """Run the review desk, Prefect's server, the flows' deployments and the schedule, here, until stopped."""
    from bna_pipeline.portal.listening import DeskBeside, listen

    app = context.app
    desk = app.settings.desk
    children: list[DeskBeside] = []
    with listen(desk.host, desk.port) as listening:
        from flows.interruptible import end_process
        from flows.serve import serve

        def beside(prefect_api: str) -> DeskBeside:
            stop = partial(os.kill, os.getpid(), signal.SIGTERM)
            children.append(DeskBeside(listening, app.root, {"BNA_PREFECT_API": prefect_api}, stop))
            return children[-1]

        serve(app.root, beside=beside)
    for child in children:
        if child.fell:
            raise DeskNotServed(
                f"Het loket is uit zichzelf gestopt (code {child.exit_code}).", "Kijk naar de regels hierboven."
            )
    end_process()


@click.command("deploy")
@click.option("--pool", default="bna", show_default=True, help="The work pool; made when it is missing.")
@click.option(
    "--python", help="What every worker's machine calls its Python, as a path: each run starts a process less."
)
@click.pass_obj
def deploy_command(context: Context, pool: str, python: str | None) -> None:
    """Register the flows on a work pool of the Prefect server that BNA_PREFECT_API names, for workers elsewhere."""
    root = context.app.root
    from flows.pool import deploy

    names = deploy(root, pool, python)
    click.echo(f"{len(names)} flows on work pool {pool}: {', '.join(names)}.")
    click.echo(f"On each machine: prefect worker start --pool {pool} --type process")
