"""Attempts to get something of an edition out before its release, each with a name."""
