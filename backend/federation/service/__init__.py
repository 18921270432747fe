"""Use cases of signing in through providers."""
