"""Sensors: LoRaWAN uplinks in, observations out. Knows devices and payloads, not what is shown of them."""
