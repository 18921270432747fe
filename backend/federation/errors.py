"""Why a sign-in did not work. A person is sent back into the app with the code; the app has the words for it."""

from enum import StrEnum


class Failure(StrEnum):
    """Stable codes of `/konto?fehler=<code>`."""

    CANCELLED = "cancelled"
    """The person turned back at the provider."""
    EXPIRED = "expired"
    """Begun too long ago, finished already, or begun in another browser."""
    UNREACHABLE = "provider-unreachable"
    """The provider does not answer, or says that it cannot work now."""
    REFUSED = "provider-refused"
    """What the provider sent does not prove who somebody is."""
    UNKNOWN_PROVIDER = "unknown-provider"
    BLOCKED = "account-blocked"
    TOO_MANY = "rate-limited"


class SignInFailed(Exception):
    """Ends a sign-in. `reason` is for the log: words of ours, never of the provider."""

    def __init__(self, failure: Failure, reason: str = "") -> None:
        self.failure = failure
        self.reason = reason
        super().__init__(f"{failure}: {reason}" if reason else failure.value)
