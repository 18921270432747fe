"""HTTP of the assistant: for everybody and for staff."""
