"""Use cases of identity, one module per kind."""
