"""What the benchmark of the service runs: ours, and the baselines it is measured against."""
