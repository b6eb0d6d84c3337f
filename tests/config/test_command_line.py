"""`manage.py COMMAND` as the first thing that anybody does in a new folder."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.architecture.source import ROOT


def test_any_command_may_be_the_first_in_a_new_folder() -> None:
    """The embedded servers start, the database is set up, and all stops with the command."""
    with tempfile.TemporaryDirectory(prefix="muster first ") as folder:
        command = ["create_group", "harbor", "--name", "Harbor", "--json"]
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=kept | {"DATA_DIR": folder},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout) == {"slug": "harbor"}
        assert not (Path(folder) / "postgres" / "postmaster.pid").exists()
