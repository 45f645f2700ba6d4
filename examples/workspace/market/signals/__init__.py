"""What the prices say."""
