"""Who acts, and what that person's role opens."""
