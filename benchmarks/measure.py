"""Takes the measurements: every workload by every way, with every delay, some times."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .clients import ClientFailure, Clients
from .relay import Relay, Traffic
from .workloads import Workload, solid_bundle

# What the paths of files begin with that the extension serves; names of modules do not.
ORIGIN = "/jupyter:/"

# So old has a file to be that its time tells a later change from the one before.
_SECONDS_TO_SETTLE = 3.5
# Longer runs of the published plugin are repeated for one column only.
_LONG = 5.0
_SECONDS_TO_TICK = 0.2
_SECONDS_TO_LEAVE = 1.5
# What was sent is compiled in the background, as bytecode of the local disk was some time before.
_WAIT_FOR_COMPILER = (
    "from deephaven.python_remote_file_source.mirror import compiling as benchmark_compiler\n"
    "assert benchmark_compiler.wait(60)"
)
# Names that any code may import stay served for a while after a client has left.
_NO_GRACE = (
    "from deephaven.python_remote_file_source.contexts import leaving as benchmark_leaving\n"
    "benchmark_leaving.GRACE = 0.0"
)
_EDIT = 101


@dataclass
class Run:
    """One run of a program: what it took, and what was seen of it.

    Attributes:
        seconds: From the client's call to its result.
        import_seconds: The import alone, by the worker's clock.
        traffic: Between client and Deephaven.
        before: The same, of the client from its connecting to the run.
        jupyter: Between client and Jupyter.
        fetched: How many modules and files the client was asked for.
        jupyter_requests: How often Jupyter was asked.
        executed: How many modules were executed.
        expected: How many its project has, which an edit restarts; -1 if no file was edited.
        still: The longest time between two updates of a ticking table.
        ticks: How many updates there were.
        bundle: The size of the sources of the executed modules, and of the data files that the
            worker asked for, in one zlib stream.
        leaf: The size of the file that is edited, compressed.
        steps: What else the client tells.
    """

    seconds: float
    import_seconds: float
    traffic: Traffic
    before: Traffic
    jupyter: Traffic
    fetched: int
    jupyter_requests: int
    executed: int
    expected: int
    still: float | None
    ticks: int
    bundle: int
    leaf: int
    steps: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Worker:
    """A Deephaven server, straight and through the relay."""

    url: str
    key: str
    relay: Relay

    def straight(self) -> dict[str, str]:
        """How to reach it without a delay."""
        return {"url": self.url, "key": self.key}

    def delayed(self) -> dict[str, str]:
        """How the clients reach it."""
        return {"url": self.relay.url, "key": self.key}


class WrongResult(Exception):
    """A program did not import what it should have."""


class Bench:
    """Takes measurements with servers that run.

    Attributes:
        wrong: What went wrong: these measurements are missing.
    """

    def __init__(
        self,
        clients: Clients,
        ours: Worker,
        published: Worker | None,
        jupyter: Relay,
        token: str,
        root: Path,
        say: Callable[[str], None],
    ):
        """Set the workers up.

        Args:
            clients: The clients' process.
            ours: The server with our plugin.
            published: The one with the published plugin.
            jupyter: The relay to the Jupyter server.
            token: Its token.
            root: The folder that it shows; everything is written there.
            say: Tells the user how far it is.
        """
        self._clients = clients
        self._jupyter = jupyter
        self._ours = ours
        self._published = published
        self._root = root
        self._say = say
        self._token = token
        self._number = 0
        self.wrong: list[str] = []
        probe = (Path(__file__).parent / "in_worker.py").read_text(encoding="utf-8")
        for worker in filter(None, (ours, published)):
            self._script(worker, probe)
        self._script(ours, _NO_GRACE)
        time.sleep(1)

    def measure(
        self, workload: Workload, ways: tuple[str, ...], delay: float, repeat: int
    ) -> Iterator[tuple[str, str, Run]]:
        """Measure a workload by some ways; gives way, column and run.

        Args:
            workload: What is imported.
            ways: By what ways.
            delay: The round trip in seconds.
            repeat: How often.
        """
        for relay in filter(
            None, (self._ours.relay, self._published and self._published.relay, self._jupyter)
        ):
            relay.round_trip = delay
        for number in range(repeat):
            # One way after the other in each round: a busy moment of the machine hits all alike.
            for way in ways:
                what = f"{workload.title}, {delay * 1000:.0f} ms, {way}, {number + 1}/{repeat}"
                self._say(what)
                try:
                    for column, run in self._round(workload, way, number):
                        yield way, column, run
                except (WrongResult, ClientFailure) as wrong:
                    # The others still have their say.
                    self.wrong.append(f"{what}: {wrong}")
                    self._say(f"wrong: {str(wrong)[:500]}")
                    with suppress(ClientFailure):
                        self._clients.do("close")

    def idle_still(self) -> float | None:
        """Return the longest time between two updates of the table while nothing runs."""
        self._script(self._ours, "benchmark_probe.begin('')")
        time.sleep(2)
        return self._end(self._ours, "")["still"]

    def contents_seconds(self, workload: Workload, delay: float) -> float:
        """Return how long listing and reading a workload takes by the contents API alone."""
        self._jupyter.round_trip = delay
        folder = workload.write(self._new_folder(), f"contents {self._number}")
        # None of those that are ignored.
        files = [file.relative_to(self._root).as_posix() for file in folder.glob("*.py")]
        return self._clients.do(
            "read",
            jupyter=self._jupyter_as(part=False),
            path=folder.relative_to(self._root).as_posix(),
            paths=files,
        )["seconds"]

    def _round(self, workload: Workload, way: str, number: int) -> Iterator[tuple[str, Run]]:
        """Measure each column once."""
        if way == "local":
            yield from self._local(workload)
        elif way == "published":
            yield from self._published_plugin(workload, number)
        else:
            yield from self._extension(workload, way)

    def _local(self, workload: Workload) -> Iterator[tuple[str, Run]]:
        folder = workload.write(self._new_folder(), f"local {self._number}")
        prepare = f"benchmark_probe.prepare({workload.name!r}, {str(folder.parent)!r}, %s)"
        self._connect(workload, "local", folder)
        for column, edit in (("cold", 0), ("warm", 0), ("again", 0), ("edited", _EDIT)):
            if edit:
                workload.edit(folder, edit)
            if column != "again":
                self._script(self._ours, prepare % (column != "cold"))
            yield column, self._run(workload, self._ours, folder, edit)
        self._clients.do("close")
        self._script(self._ours, f"benchmark_probe.prepare({workload.name!r}, None, True)")

    def _published_plugin(self, workload: Workload, number: int) -> Iterator[tuple[str, Run]]:
        folder = workload.write(self._new_folder(), f"published {self._number}")
        worker = self._published
        self._script(worker, f"benchmark_probe.prepare({workload.name!r}, None, True)")
        self._connect(workload, "published", folder)
        cold = self._run(workload, worker, folder, 0)
        yield "cold", cold
        if cold.seconds < _LONG or number == 0:
            yield "again", self._run(workload, worker, folder, 0)
            workload.edit(folder, _EDIT)
            self._clients.do("refresh")
            yield "edited", self._run(workload, worker, folder, _EDIT)
        self._clients.do("close")

    def _extension(self, workload: Workload, way: str) -> Iterator[tuple[str, Run]]:
        prepare = f"benchmark_probe.prepare({workload.name!r}, None, True)"
        one = workload.write(self._new_folder(), f"{way} {self._number}")
        other = workload.write(self._new_folder(), f"{way} {self._number}")
        time.sleep(_SECONDS_TO_SETTLE)
        self._script(self._ours, prepare)
        before = self._connect(workload, way, one)
        yield "cold", self._run(workload, self._ours, one, 0, before)
        self._clients.do("close")
        self._script(self._ours, prepare)
        before = self._connect(workload, way, other)
        steps = self._clients.do("settled").get("result") or {}
        self._script(self._ours, _WAIT_FOR_COMPILER)
        warm = self._run(workload, self._ours, other, 0, before)
        warm.steps.update(steps)
        yield "warm", warm
        if way != "browser":
            yield "again", self._run(workload, self._ours, other, 0)
            workload.edit(other, _EDIT)
            yield "edited", self._run(workload, self._ours, other, _EDIT)
        self._clients.do("close")
        # The worker may take this long to notice that it does not serve any more.
        time.sleep(_SECONDS_TO_LEAVE)

    def _connect(self, workload: Workload, way: str, folder: Path) -> Traffic:
        """Connect a client, and return the traffic of Deephaven as it was before."""
        worker = self._published if way == "published" else self._ours
        before = worker.relay.traffic
        self._clients.do(
            "connect",
            kind="ours" if way == "contents" else way,
            deephaven=worker.delayed(),
            jupyter=self._jupyter_as(part=way != "contents"),
            folder=str(folder),
            path=folder.relative_to(self._root).as_posix(),
            name=workload.name,
        )
        return before

    def _run(
        self,
        workload: Workload,
        worker: Worker,
        folder: Path,
        edit: int,
        connecting: Traffic | None = None,
    ) -> Run:
        self._script(worker, f"benchmark_probe.begin({workload.name!r})")
        traffic, jupyter = worker.relay.traffic, self._jupyter.traffic
        answer = self._clients.do("run", code=workload.program)
        run_traffic = worker.relay.traffic - traffic
        run_jupyter = self._jupyter.traffic - jupyter
        # The next script holds the lock of the tables again: they get to tick before.
        time.sleep(_SECONDS_TO_TICK)
        if answer["error"] is not None:
            raise WrongResult(f"{workload.title}: {answer['error']}")
        seen = self._end(worker, workload.name)
        import_seconds, result = seen["result"]
        if result[0] != edit or workload.modules != result[1]:
            raise WrongResult(f"{workload.title}: {result} after edit {edit}")
        return Run(
            seconds=answer["seconds"],
            import_seconds=import_seconds,
            traffic=run_traffic,
            before=traffic - connecting if connecting else Traffic(),
            jupyter=run_jupyter,
            fetched=answer["fetched"],
            jupyter_requests=answer.get("jupyter", 0),
            executed=len(seen["executed"]),
            expected=len(seen["loaded"]) if edit else -1,
            still=seen["still"],
            ticks=seen["ticks"],
            bundle=solid_bundle([*_files(folder, seen["executed"]), *self._data_asked_for(answer)]),
            leaf=solid_bundle([folder / workload.leaf]),
            steps=answer.get("steps", {}),
        )

    def _data_asked_for(self, answer: dict[str, Any]) -> list[Path]:
        asked = answer.get("steps", {}).get("asked", [])
        return [self._root / name[len(ORIGIN) :] for name in asked if name.startswith(ORIGIN)]

    def _end(self, worker: Worker, name: str) -> dict[str, Any]:
        answer = self._root / "answer.json"
        answer.unlink(missing_ok=True)
        self._script(worker, f"benchmark_probe.end({name!r}, {str(answer)!r})")
        return json.loads(answer.read_text())

    def _script(self, worker: Worker, code: str) -> None:
        error = self._clients.do("script", deephaven=worker.straight(), code=code)["error"]
        if error is not None:
            raise WrongResult(error)

    def _jupyter_as(self, *, part: bool) -> dict[str, Any]:
        return {"url": self._jupyter.url, "token": self._token, "part": part}

    def _new_folder(self) -> Path:
        self._number += 1
        return self._root / f"bench-{self._number}"


def _file_of(parent: Path, module: str) -> Path | None:
    """Return the file of a module, if it has one."""
    place = parent.joinpath(*module.split("."))
    files = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in files if file.is_file()), None)


def _files(folder: Path, modules: list[str]) -> list[Path]:
    """Return the files of modules of the package in a folder."""
    files = (_file_of(folder.parent, module) for module in sorted(modules))
    return [file for file in files if file]


def as_json(run: Run) -> dict[str, Any]:
    """Return a run as the result file has it."""
    return asdict(run)
