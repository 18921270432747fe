"""Signing in through identity providers that the city configured: OpenID Connect, with the app as relying party."""
