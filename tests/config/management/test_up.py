"""What `up` refuses before it starts anything. That it runs: tests/config/supervisor."""

import pytest

from config.management.commands.up import Command


@pytest.mark.parametrize("port", ["0", "-1", "99999", "http", "9" * 5000])
def test_what_is_no_port_exits_with_two(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        Command().run_from_argv(["manage.py", "up", "--port", port])
    said = capsys.readouterr().err
    assert (stop.value.code, len(said.splitlines())) == (2, 1)
