"""Accounts by passkey (WebAuthn): made with a name only, entered without typing, recovered with a code on paper."""
