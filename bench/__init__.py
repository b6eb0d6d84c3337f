"""Measured performance against limits found in the same run. `python -m bench [NAME...]`.

How to add one: write `bench/NAME.py` with a context manager

    @contextmanager
    def prepare() -> Iterator[Bench]:
        ...                          # what all rounds need: rows, files, a server
        yield Bench(
            name="import of 250,000 rows",
            unit="rows/s",
            ways={"muster": run_import, "plain COPY": run_copy},
            limits=[Limit("muster", "plain COPY", at_least=0.08)],
        )

and name it in `bench.__main__.BENCHES`; `floors=[Floor("muster", at_least=200)]` is for a figure
that is promised by itself. A way is a function that takes the number of the round
(0 is the warm-up and not counted), does the work once and returns what it `Measured`: how much
in how many seconds, and the peak memory of the process that did it where that is not this one
(`bench.memory`). Rounds are interleaved (every way once a round, in turning order), each figure
is the median of the rounds, a ratio is the median of the rounds' own ratios.

Each bench runs in a process of its own, with Django set up, on an empty, migrated database of
its own (`muster_bench`) on a durable server: the embedded one in `DATA_DIR/bench`, or the one of
`DATABASE_URL`. It may use the servers as it likes and start what it needs; `WEB_WORKERS` and the
like come from the environment.
"""
