"""Web Push: what people choose, what reaches their phones."""
