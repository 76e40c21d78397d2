"""From signed to released."""

from __future__ import annotations

from prefect import State, flow

from bna_pipeline.wiring import pipeline
from flows.conduct import Job, Steps, conduct


@flow(name="deliver", flow_run_name="deliver-{edition}", persist_result=False)
def deliver(edition: str, root: str | None = None, moment: str | None = None) -> State[Steps]:
    """Release when the Kamerbrief is there, deliver on every channel, and make the dossier after the last receipt.

    Args:
        edition: id of the edition, `<programme>-<year>`.
        root: the project's folder. Empty: BNA_DIR, else the nearest parent with templates/.
        moment: time at which a sample edition plays, ISO 8601 with zone. Empty: now.
    """

    def release(job: Job) -> pipeline.Step:
        return pipeline.deliver(job.tools, job.app.system())

    return conduct("deliver", Job(edition, root, moment), (("deliver", release),))
