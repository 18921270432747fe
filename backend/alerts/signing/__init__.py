"""Signatures on what the app publishes for other systems, so that a copy can be told from a forgery."""
