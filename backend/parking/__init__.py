"""Parking: where a bay is free, how old that knowledge is, and what is usual at this hour.

Sites (garage, street, lot, park and ride, truck) and single bays with what matters at the kerb; a state machine that
prefers "unknown" to a guess; an in-memory board that every reader is served from; forecasts and planners' figures
from hourly aggregates. The history of a single bay is one person's life: it is private and short-lived.
"""
