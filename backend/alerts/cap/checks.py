"""What a CAP message must fulfil beyond its form (CAP 1.2, section 3.2)."""

from backend.alerts.cap.model import Alert, CapRefused

_FORBIDDEN_IN_NAMES = frozenset(" ,<&\t\n")
MAX_NAME = 500


def check(alert: Alert) -> Alert:
    """The same message, or `CapRefused`."""
    for name, where in ((alert.identifier, "identifier"), (alert.sender, "sender")):
        if len(name) > MAX_NAME or _FORBIDDEN_IN_NAMES & set(name):
            raise CapRefused("bad-name", where)
    if alert.msg_type in {"Update", "Cancel", "Ack", "Error"} and not alert.references:
        raise CapRefused("missing", "references")
    if alert.scope == "Restricted" and not alert.restriction:
        raise CapRefused("missing", "restriction")
    if alert.scope == "Private" and not alert.addresses:
        raise CapRefused("missing", "addresses")
    return alert
