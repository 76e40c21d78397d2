"""The collection round: what goes out when it opens, and what must be there when it closes."""
