"""What became of the rows of a list. Pure."""

from dataclasses import asdict, dataclass

from petitions.models import SignatureImport


@dataclass(frozen=True)
class Figures:
    """Every row is in one of these."""

    rejected: int = 0
    repeated_in_file: int = 0
    already_signed: int = 0
    new: int = 0

    @property
    def rows(self) -> int:
        return self.rejected + self.repeated_in_file + self.already_signed + self.new

    def as_json(self) -> dict[str, int]:
        """`{"rows", "rejected", "repeated_in_file", "already_signed", "new"}`."""
        return {"rows": self.rows, **asdict(self)}


def figures_of(row: SignatureImport) -> Figures:
    """What the import has done so far."""
    return Figures(row.rejected, row.repeated_in_file, row.already_signed, row.new)


def figures_of_repetition(row: SignatureImport) -> Figures:
    """What importing the same file once more finds: everyone has signed, and nothing changes."""
    return Figures(row.rejected, row.repeated_in_file, row.already_signed + row.new, 0)
