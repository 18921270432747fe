"""Background work of the slice. Every task may run twice or be lost: the truth is in the frames' status."""

from backend.core.jobs import Jobs
from backend.sensors.service.arrival import DRAIN_JOB, SensorService
from backend.sensors.worker import FrameWorker

SWEEP_SECONDS = 30
FORGET_SECONDS = 3600


def register(jobs: Jobs, worker: FrameWorker, service: SensorService) -> None:
    """Tell the engine what there is to do."""

    async def drain() -> None:
        await worker.drain()

    jobs.task(DRAIN_JOB, drain)
    jobs.every("sensors.sweep", SWEEP_SECONDS, drain)
    jobs.every("sensors.forget", FORGET_SECONDS, service.forget)
