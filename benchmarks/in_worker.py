"""What the benchmark has in the worker: a ticking table that is watched, and looks at modules.

It is run there as a script, which makes the object below; what it finds goes into a file, since the
worker is on this machine.
"""

import importlib
import json
import os
import shutil
import sys
import time

_MARK = "__benchmark_seen__"
_TICK = "PT0.01s"
_CYCLE_MILLISECONDS = 10


class BenchmarkProbe:
    """Watches a ticking table, and tells which modules were executed since the last look."""

    def __init__(self):
        """Start the ticking table."""
        import jpy
        from deephaven import time_table
        from deephaven.table_listener import listen

        self._ticks = []
        table = time_table(_TICK)
        # Else all tables tick once in a second, and shorter stand-stills cannot be seen.
        periodic = jpy.get_type("io.deephaven.engine.updategraph.impl.PeriodicUpdateGraph")
        graph = jpy.cast(table.update_graph.j_update_graph, periodic)
        graph.setTargetCycleDurationMillis(_CYCLE_MILLISECONDS)
        self._table = table.last_by()
        self._handle = listen(self._table, self._ticked)

    def _ticked(self, update, is_replay):
        self._ticks.append(time.perf_counter())

    def prepare(self, name, path, bytecode):
        """Make the next import of a package the first one.

        Args:
            name: Its top-level name.
            path: The folder to import it from, as the first of `sys.path`; None for no folder.
            bytecode: Whether bytecode of it on the disk may stay.
        """
        for module in [key for key in sys.modules if key.split(".")[0] == name]:
            del sys.modules[module]
        self.use(path)
        if path and not bytecode:
            for folder, _, _ in os.walk(os.path.join(path, name)):
                shutil.rmtree(os.path.join(folder, "__pycache__"), ignore_errors=True)

    def use(self, path):
        """Import from a folder of the disk, and from no other one of the benchmark."""
        for old in getattr(sys, "_benchmark_paths", ()):
            sys.path.remove(old)
        sys._benchmark_paths = [path] if path else []
        sys.path[:0] = sys._benchmark_paths
        importlib.invalidate_caches()

    def begin(self, name):
        """Watch from now on; the modules that are there now count as seen."""
        self._new_modules(name)
        # This script itself holds the lock, as the run will: the time begins here.
        self._ticks[:] = [time.perf_counter()]

    def end(self, name, answer):
        """Write what was seen into a file."""
        import __main__

        ticks = [*self._ticks, time.perf_counter()]
        gaps = [after - before for before, after in zip(ticks, ticks[1:], strict=False)]
        program = vars(__main__).get("benchmark_result")
        facts = {
            "ticks": len(ticks) - 2,
            "still": max(gaps, default=None),
            "executed": self._new_modules(name),
            "loaded": [key for key in sys.modules if key.split(".")[0] == name],
            "result": program,
        }
        with open(answer + ".part", "w") as file:
            json.dump(facts, file)
        os.replace(answer + ".part", answer)

    def _new_modules(self, name):
        new = []
        for key, module in list(sys.modules.items()):
            if key.split(".")[0] == name and not module.__dict__.get(_MARK):
                module.__dict__[_MARK] = True
                new.append(key)
        return new


benchmark_probe = BenchmarkProbe()
