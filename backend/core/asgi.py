"""Types of the ASGI 3 interface, for the few layers that stand in front of the framework."""

from collections.abc import Awaitable, Callable
from typing import Any

Scope = Any
"""Connection information; a TypedDict in spirit, a plain dictionary in every server."""
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
