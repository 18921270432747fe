"""Programs for developers and for the build. None of them is part of the running app."""
