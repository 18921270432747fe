"""What the log does regularly."""

from backend.audit.service import AuditService
from backend.core.jobs import Jobs

_DAILY_S = 86_400


def register(jobs: Jobs, service: AuditService) -> None:
    """Prove the chain every day."""
    jobs.every("audit.verify", _DAILY_S, service.verify_and_log)
