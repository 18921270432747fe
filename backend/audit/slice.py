"""What the audit slice adds to the app."""

from backend.audit import tasks
from backend.audit.controllers import AuditController
from backend.audit.service import AuditService
from backend.core.audit import NameLookup
from backend.core.context import Context, Slice


def build(context: Context, names: NameLookup) -> Slice:
    """Wire the slice; `names` tells what the people in the log are called."""
    service = AuditService(context.db, context.audit, names)
    tasks.register(context.jobs, service)
    return Slice(controllers=[AuditController], dependencies={"audit_service": service})
