"""The generator: the same seed gives the same lists, and its truth adds up."""

from pathlib import Path

from config.demo.partner_lists import write_partner_lists


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    lists = [
        {one.name: one.path.read_bytes() for one in truth.lists}
        for truth in (
            write_partner_lists(tmp_path / "one", people=300, seed=5),
            write_partner_lists(tmp_path / "two", people=300, seed=5),
            write_partner_lists(tmp_path / "three", people=300, seed=6),
        )
    ]
    assert lists[0] == lists[1]
    assert all(lists[0][name] != lists[2][name] for name in lists[0])


def test_the_truth_adds_up_in_any_order(tmp_path: Path) -> None:
    truth = write_partner_lists(tmp_path, people=2000, seed=1)
    names = [one.name for one in truth.lists]
    for order in (names, names[::-1]):
        figures = truth.figures(order)
        assert sum(figure["new"] for figure in figures.values()) == truth.unique_signers
        assert {
            name: figure["rejected"]
            + figure["repeated_in_file"]
            + figure["already_signed"]
            + figure["new"]
            for name, figure in figures.items()
        } == {one.name: one.rows for one in truth.lists}
    assert 0 < truth.hashed_only < len(truth.lists[3].signers)


def test_the_overlap_of_two_lists_is_the_same_from_either_side(tmp_path: Path) -> None:
    truth = write_partner_lists(tmp_path, people=500, seed=2)
    overlap = truth.overlap()
    sizes = {one.name: len(one.signers) for one in truth.lists}
    assert {name: overlap[name][name] for name in overlap} == sizes
    assert overlap["a_action_network.csv"]["d_hashed.csv"] > 0
    assert all(overlap[a][b] == overlap[b][a] for a in overlap for b in overlap)
    assert overlap["c_paper.tsv"]["a_action_network.csv"] == 0
