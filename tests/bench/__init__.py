"""Benchmarks: figures and ratios measured side by side in one run. They never assert; run ``python -m tests.bench``."""
