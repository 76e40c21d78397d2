"""Review: who must approve what, what stands, what a new draft drops, and when the bytes are approved. No I/O."""
