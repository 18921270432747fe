"""What parking does regularly. Each job may run twice without harm."""

from backend.core.jobs import Jobs
from backend.parking.rollup import OccupancyRollUp

_HOURLY_S = 3600


def register(jobs: Jobs, roll_up: OccupancyRollUp) -> None:
    """Hand the regular jobs to the engine."""
    jobs.every("parking.roll_up", _HOURLY_S, roll_up.roll_up)
