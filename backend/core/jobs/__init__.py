"""Work for later: one way to ask for it, two engines that do it."""

from backend.core.jobs.embedded import EmbeddedJobs
from backend.core.jobs.engine import Jobs, TaskFunction, back_off, run_until_stopped
from backend.core.jobs.queued import ProcrastinateJobs

__all__ = ["EmbeddedJobs", "Jobs", "ProcrastinateJobs", "TaskFunction", "back_off", "run_until_stopped"]
