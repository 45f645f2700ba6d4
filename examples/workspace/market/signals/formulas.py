"""The arithmetic of the signals: plain functions, easy to test, called by query strings."""


def classify(fast: float, slow: float, threshold: float) -> str:
    """Return which way the fast average has left the slow one: `up`, `down` or `flat`."""
    lead = fast / slow - 1
    if abs(lead) < threshold:
        return "flat"
    return "up" if lead > 0 else "down"
