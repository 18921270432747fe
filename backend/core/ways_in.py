"""Ways into an account that another slice keeps. Federation implements it, passkeys ask; `app.py` connects them."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from backend.core.db import Session


class OtherWaysIn(Protocol):
    """For the slice that warns before the last way in is closed."""

    async def providers_of(self, session: Session, account_id: UUID) -> Sequence[str]:
        """Ids of the logins that lead into this account today, in the order they are offered.

        One that is not configured any more leads nowhere and is not among them.
        """
        ...
