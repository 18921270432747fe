"""The Common Alerting Protocol 1.2 (OASIS, 1 July 2010) and the JSON variant of the German warning API. Pure."""
