"""What the product costs, beside the bare engines, the usual stack and Prefect: `python -m benchmarks`."""
