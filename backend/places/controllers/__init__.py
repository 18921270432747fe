"""HTTP of the places slice: for everybody and for staff."""
