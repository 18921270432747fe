"""Use cases of the places slice: for everybody and for staff."""
