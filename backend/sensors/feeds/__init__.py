"""Adapters to the network servers: their messages in, one `Uplink` out."""
