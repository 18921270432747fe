"""Parking over HTTP: for everybody, and for staff."""
