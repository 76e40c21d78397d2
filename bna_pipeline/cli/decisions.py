"""What people decide: review, delegate, adopt."""

from __future__ import annotations

from datetime import date, datetime

import click

from bna_pipeline.cli.command import Context, as_option, edition_argument, follow_up, only_one, show
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.draft import Outcome, Verdict
from bna_pipeline.model.transitions import Act

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("review")
@edition_argument
@click.option("--stage", required=True, help="Id of the stage.")
@click.option("--as", "person", required=True, metavar="WHO", help="Id of the reviewer who decides.")
@click.option(
    "--decision",
    type=click.Choice([v.value for v in Verdict if v is not Verdict.NO_OBJECTION]),
    required=True,
    help="What he decides; remark approves too, withdraw takes back what he decided before.",
)
@click.option("--comment", default="", help="Needed with remark and return.")
@click.option("--on-behalf", metavar="WHO", help="In whose place, under a delegation.")
@click.pass_obj
def review_command(
    context: Context, edition: str, stage: str, person: str, decision: str, comment: str, on_behalf: str | None
) -> None:
    """Record a reviewer's decision on the draft as it stands now."""
    from bna_pipeline.wiring import pipeline

    app = context.app
    actor = app.actor(edition, person, Act.DECIDE)
    show(
        pipeline.decide(
            app.tools(edition), actor, stage=stage, verdict=Verdict(decision), comment=comment, on_behalf=on_behalf
        )
    )
    follow_up(app, edition, "review")


@click.command("delegate")
@edition_argument
@click.option("--principal", required=True, metavar="WHO", help="Who is replaced.")
@click.option("--deputy", required=True, metavar="WHO", help="Who decides in his place.")
@click.option("--from", "valid_from", type=DAY, help="First day.")
@click.option("--until", "valid_until", type=DAY, help="Last day.")
@click.option("--end", is_flag=True, help="From now on he no longer does; what he decided stands.")
@click.option("--reason", required=True, help="Why; goes on record.")
@as_option
@click.pass_obj
def delegate_command(
    context: Context,
    edition: str,
    principal: str,
    deputy: str,
    valid_from: datetime | None,
    valid_until: datetime | None,
    end: bool,
    reason: str,
    person: str | None,
) -> None:
    """Let one person decide in another's place for a while, or end that."""
    from bna_pipeline.wiring import pipeline

    only_one({"--end": end}, {"--from": valid_from, "--until": valid_until})
    app = context.app
    tools, actor = app.tools(edition), app.actor(edition, person or principal, Act.DELEGATE)
    if end:
        show(pipeline.end_delegation(tools, actor, principal=principal, deputy=deputy, reason=reason))
        return
    if valid_from is None or valid_until is None:
        raise WrongUse("Een vervanging heeft een eerste en een laatste dag.", "Geef --from en --until, of --end.")
    show(
        pipeline.delegate(
            tools,
            actor,
            principal=principal,
            deputy=deputy,
            valid_from=valid_from.date(),
            valid_until=valid_until.date(),
            reason=reason,
        )
    )


@click.command("adopt")
@edition_argument
@click.option("--date", "on", type=DAY, help="Date of the decision of GS.")
@click.option("--number", help="Number of the decision.")
@click.option("--outcome", type=click.Choice([o.value for o in Outcome]), help="What GS decided.")
@click.option("--holder", metavar="WHO", help="Who settles editorial changes, under a mandate.")
@click.option("--settle", is_flag=True, help="The mandate's holder approves the final bytes.")
@click.option(
    "--withdraw", is_flag=True, help="The decision no longer holds; signatures under it are thrown away. Until release."
)
@click.option("--reason", default="", help="Needed with --withdraw; goes on record.")
@as_option
@click.pass_obj
def adopt_command(
    context: Context,
    edition: str,
    on: datetime | None,
    number: str | None,
    outcome: str | None,
    holder: str | None,
    settle: bool,
    withdraw: bool,
    reason: str,
    person: str | None,
) -> None:
    """Record GS's decision on the draft's exact bytes, settle its mandate, or withdraw it."""
    from bna_pipeline.wiring import pipeline

    decision = {"--date": on, "--number": number, "--outcome": outcome, "--holder": holder}
    only_one({"--settle": settle}, {"--withdraw": withdraw}, decision)
    app = context.app
    if withdraw:
        actor = app.actor(edition, person, Act.WITHDRAW_ADOPTION)
        show(pipeline.withdraw_adoption(app.tools(edition), actor, reason=reason))
    elif settle:
        show(pipeline.finish_mandate(app.tools(edition), app.actor(edition, person, Act.SETTLE_MANDATE)))
    else:
        decided: date | None = None if on is None else on.date()
        if decided is None or number is None or outcome is None:
            raise WrongUse(
                "Een besluit heeft een datum, een nummer en een uitkomst.", "Geef --date, --number en --outcome."
            )
        actor = app.actor(edition, person, Act.ADOPT)
        show(
            pipeline.adopt(
                app.tools(edition), actor, on=decided, number=number, outcome=Outcome(outcome), holder=holder
            )
        )
    follow_up(app, edition, "assemble")
