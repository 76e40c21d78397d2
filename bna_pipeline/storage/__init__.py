"""Where things are kept: the ledger, the blobs, the lease, the programmes, and what is written for people to find."""
