"""Rows of identity as they go over the wire."""

import msgspec

from backend.accounts.models import Organisation
from backend.accounts.schemas import MyOrganisation
from backend.core.identity import Membership


def my_organisation(row: Organisation, membership: Membership) -> MyOrganisation:
    """An organisation as one of its members sees it."""
    values = {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "status": row.status,
        "manages": membership.manages,
    }
    return msgspec.convert(values, MyOrganisation)
