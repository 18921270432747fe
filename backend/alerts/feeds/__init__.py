"""Adapters to sources of warnings. Each fault stays with its source: the others are read and shown as usual."""
