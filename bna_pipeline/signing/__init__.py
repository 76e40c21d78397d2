"""Signing: prepared fields, keys, PAdES signatures, and the check that a signed letter is nothing but that."""
