"""Synthetic bays, sensors and history for demonstrations. Everything made here is marked as demo."""
