"""One city's app: live parking, places and open city data, served as an API and as a progressive web app."""

__version__ = "0.1.0"
"""The same as in pyproject.toml; a test keeps them equal."""
