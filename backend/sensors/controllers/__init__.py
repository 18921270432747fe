"""Sensors over HTTP: uplinks of network servers, and the desk."""
