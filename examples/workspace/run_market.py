"""The market, live: serve the folder `market`, then run this file in Deephaven.

Every table below keeps ticking in the worker after the script has ended.
"""

from market import SETTINGS
from market.data.prices import ticking_prices
from market.reports.sectors import by_sector
from market.signals.trends import latest, with_trend

prices = ticking_prices()
trends = with_trend(prices)
latest_trends = latest(trends)
sectors = by_sector(latest_trends)

print(f"The market is open: a price every {SETTINGS.tick_period}, {sectors.size} sectors.")
