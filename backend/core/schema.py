"""Bases of everything that crosses the wire: camelCase outside, snake_case inside."""

import msgspec


class Schema(msgspec.Struct, rename="camel", kw_only=True):
    """Base of response bodies and shared value objects."""


class Body(Schema, forbid_unknown_fields=True):
    """Base of request bodies: a misspelt field is an error, not a silent loss."""
