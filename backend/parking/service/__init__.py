"""Use cases of parking: for everybody, and for staff."""
