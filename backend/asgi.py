"""Entry point for the ASGI server: `granian --interface asgi backend.asgi:app`."""

from backend.app import create_app

app = create_app()
