"""Signing, here or elsewhere; refusing to, and taking a signature back."""

from __future__ import annotations

from pathlib import Path

import click

from bna_pipeline.cli.command import Context, edition_argument, follow_up, only_one, show, write_file
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.transitions import Act


@click.command("sign")
@edition_argument
@click.option("--as", "person", required=True, metavar="WHO", help="Id of the signatory.")
@click.option(
    "--export", "export_to", type=click.Path(dir_okay=False, path_type=Path), help="Write the letter to sign elsewhere."
)
@click.option(
    "--import",
    "import_from",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read a letter signed elsewhere.",
)
@click.option("--refuse", is_flag=True, help="The signatory will not sign: nobody can until he takes that back.")
@click.option("--resume", is_flag=True, help="The signatory takes his refusal back.")
@click.option("--withdraw", is_flag=True, help="Throw the signatory's own signature away. Until the last one is put.")
@click.option("--reason", default="", help="Needed with --refuse and --withdraw; goes on record.")
@click.pass_obj
def sign_command(
    context: Context,
    edition: str,
    person: str,
    export_to: Path | None,
    import_from: Path | None,
    refuse: bool,
    resume: bool,
    withdraw: bool,
    reason: str,
) -> None:
    """Sign the adopted letter with the signatory's key, export and import it, refuse, or withdraw a signature."""
    from bna_pipeline.wiring import pipeline

    acts = {"--refuse": refuse, "--resume": resume, "--withdraw": withdraw}
    only_one({"--export": export_to}, {"--import": import_from}, *({name: given} for name, given in acts.items()))
    if reason and not (refuse or withdraw):
        raise WrongUse("--reason hoort bij --refuse of --withdraw.", "Laat --reason weg, of zeg wat u wilt doen.")
    app = context.app
    act = Act.REFUSE if refuse else Act.RESUME if resume else Act.WITHDRAW_SIGNATURE if withdraw else Act.SIGN
    tools, actor = app.tools(edition), app.actor(edition, person, act)
    if export_to is not None:
        step, data = pipeline.export(tools, actor)
        write_file(export_to, data)
        show(step)
        return
    if refuse:
        show(pipeline.refuse_signing(tools, actor, reason=reason))
    elif resume:
        show(pipeline.resume_signing(tools, actor))
    elif withdraw:
        show(pipeline.withdraw_signature(tools, actor, reason=reason))
    elif import_from is not None:
        show(pipeline.import_signed(tools, actor, import_from.read_bytes()))
    else:
        show(pipeline.sign(tools, actor))
    follow_up(app, edition, "assemble")
