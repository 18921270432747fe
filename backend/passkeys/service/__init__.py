"""Use cases of passkeys: the ways in, and the person's own list of them."""
