"""The log of what staff did: read it, take entries back, prove that nobody changed it. The kernel writes it."""
