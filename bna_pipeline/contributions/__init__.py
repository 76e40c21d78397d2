"""Forms out, contributions in: read, checked, explained, and brought together."""
