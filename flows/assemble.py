"""From adopted to signed, between the acts of persons."""

from __future__ import annotations

from prefect import State, flow

from bna_pipeline.wiring import pipeline
from flows.conduct import Job, Steps, conduct


@flow(name="assemble", flow_run_name="assemble-{edition}", persist_result=False)
def assemble(edition: str, root: str | None = None, moment: str | None = None) -> State[Steps]:
    """Hand the adopted report over under embargo, and lay the letter ready for its next signatory.

    Args:
        edition: id of the edition, `<programme>-<year>`.
        root: the project's folder. Empty: BNA_DIR, else the nearest parent with templates/.
        moment: time at which a sample edition plays, ISO 8601 with zone. Empty: now.
    """

    def lay_ready(job: Job) -> pipeline.Step:
        return pipeline.assemble(job.tools, job.app.system())

    return conduct("assemble", Job(edition, root, moment), (("assemble", lay_ready),))
