"""The way out: embargo, the Kamerbrief's signal, channels and receipts."""
