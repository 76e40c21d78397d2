"""The review desk: web pages and a JSON API over the same acts as the command, closed unless a role opens them."""
