"""From adopted to signed, between the acts of persons."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prefect import State, flow

from bna_pipeline.wiring import pipeline
from flows.conduct import Job, Steps, conduct

Act = Callable[[Job], pipeline.Step]


@flow(name="assemble", flow_run_name="assemble-{edition}", persist_result=False)
def assemble(edition: str, root: str | None = None, moment: str | None = None) -> State[Steps]:
    """Hand the report over under embargo, lay the letter ready for its next signatory, stamp it after the last one.

    Where a timestamp authority is configured, the head of the trail gets its token here, after adoption and signature.

    Args:
        edition: id of the edition, `<programme>-<year>`.
        root: the project's folder. Empty: BNA_DIR, else the nearest parent with templates/.
        moment: time at which a sample edition plays, ISO 8601 with zone. Empty: now.
    """

    def lay_ready(job: Job) -> pipeline.Step:
        return pipeline.assemble(job.tools, job.app.system())

    job = Job(edition, root, moment)
    return conduct("assemble", job, _steps(job, lay_ready))


def _steps(job: Job, lay_ready: Act) -> Iterator[tuple[str, Act]]:
    """Asked for one by one: what the settings say is read when the run can already tell what is wrong with them."""

    def stamp(job: Job) -> pipeline.Step:
        return pipeline.put_archive_stamp(job.tools, job.app.system())

    yield "assemble", lay_ready
    preserver = job.tools.preserver
    if preserver is not None and preserver.level.archived:
        yield "archive-stamp", stamp
    if job.tools.timestamper is not None:
        yield "trail-stamp", lambda job: pipeline.stamp_trail(job.tools, job.app.system())
