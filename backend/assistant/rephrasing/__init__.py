"""Optional: a language model that the city runs says a passage in simpler words. Off by default; never trusted."""
