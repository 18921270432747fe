"""Sign-in through providers on the wire."""

from msgspec import field

from backend.core.schema import Schema


class SignInProvider(Schema):
    """A login that the city offers. `id` goes into `/api/v1/sign-in/oidc/{id}`."""

    id: str
    label: str
    demo: bool


class SignInProviders(Schema):
    """All logins, in the order of the configuration."""

    providers: list[SignInProvider]


class SignedOut(Schema):
    """`continueAt`: where the browser goes to sign out at the provider too; null when there is nothing to do there."""

    continue_at: str | None


class LogoutRequest(Schema):
    """What a provider sends to sign somebody out (OpenID Connect Back-Channel Logout 1.0, section 2.5)."""

    logout_token: str = field(name="logout_token")
