"""One row for every sector."""

from deephaven import agg, new_table
from deephaven.column import string_col
from deephaven.table import Table

from ..data import INSTRUMENTS


def by_sector(latest: Table) -> Table:
    """Return how many instruments of each sector rise and fall.

    Args:
        latest: The last row of every symbol, with the columns Symbol and Trend.
    """
    sectors = new_table(
        [
            string_col("Symbol", [instrument.symbol for instrument in INSTRUMENTS]),
            string_col("Sector", [instrument.sector for instrument in INSTRUMENTS]),
        ]
    )
    return (
        latest.natural_join(sectors, on="Symbol", joins="Sector")
        .update(["Rising = Trend == `up` ? 1 : 0", "Falling = Trend == `down` ? 1 : 0"])
        .agg_by([agg.count_("Instruments"), agg.sum_(["Rising", "Falling"])], by="Sector")
        .sort("Sector")
    )
