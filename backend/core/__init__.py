"""The kernel every slice stands on. It knows no slice; see `docs/dev/kernel.md`."""
