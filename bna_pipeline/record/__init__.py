"""The record: packages, proof of the trail, and the check that a stranger can repeat."""
