"""The benchmarks run and say what they promise; how fast anything is, no test says."""
