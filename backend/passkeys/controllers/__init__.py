"""HTTP of passkeys."""
