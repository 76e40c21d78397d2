"""From signed to released."""

from __future__ import annotations

from collections.abc import Callable

from prefect import State, flow

from bna_pipeline.wiring import pipeline
from flows.conduct import Job, Steps, conduct


@flow(name="deliver", flow_run_name="deliver-{edition}", persist_result=False)
def deliver(edition: str, root: str | None = None, moment: str | None = None) -> State[Steps]:
    """Release on its signal, deliver on every channel, and make the dossier after the last receipt.

    Args:
        edition: id of the edition, `<programme>-<year>`.
        root: the project's folder. Empty: BNA_DIR, else the nearest parent with templates/.
        moment: time at which a sample edition plays, ISO 8601 with zone. Empty: now.
    """
    steps = {
        "kamerbrief": pipeline.take_sent,
        "kamer": pipeline.watch_kamer,
        "moment": pipeline.reach_moment,
        "deliver": pipeline.deliver,
        "seal": pipeline.seal_package,
        "trail-stamp": pipeline.stamp_trail,
        "archive": pipeline.archive,
        "seal-dossier": pipeline.seal_dossier,
    }

    def of(step: Callable[[pipeline.Tools, pipeline.Actor], pipeline.Step]) -> Callable[[Job], pipeline.Step]:
        return lambda job: step(job.tools, job.app.system())

    return conduct("deliver", Job(edition, root, moment), [(name, of(step)) for name, step in steps.items()])
