"""Use cases of sensors: arrival and registry, and the desk."""
