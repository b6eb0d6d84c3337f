"""An exemption from a rule names its reason on its line."""

import re

from tests.architecture.source import SourceFile, source_files

EXEMPTION = re.compile(
    r"#\s*(noqa(:\s*[A-Z0-9, ]+)?|type:\s*ignore(\[[\w, -]*\])?|pragma:\s*no\s+cover|fmt:\s*off)"
)
REASON = re.compile(r"\s*[-—#:(]\s*\S.{5,}")
UNREASONED = re.compile(r"@pytest\.mark\.(skip|xfail)\b(?!\(.*reason)|pytest\.skip\(\s*\)")


def _without_reason(file: SourceFile) -> list[str]:
    found = []
    for number, line in enumerate(file.text.splitlines(), start=1):
        match = EXEMPTION.search(line)
        if match and (not REASON.match(line[match.end() :])):
            found.append(f"{file.path}:{number} {line.strip()}")
        if UNREASONED.search(line):
            found.append(f"{file.path}:{number} {line.strip()}")
    return found


def test_every_exemption_has_its_reason() -> None:
    files = [file for file in source_files() if file.path.name != "test_exemptions.py"]
    assert [line for file in files for line in _without_reason(file)] == []
