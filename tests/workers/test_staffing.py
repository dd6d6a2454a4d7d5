"""`rexian staffing need` by the formula alone."""

from click.testing import CliRunner

from workers.commands import rexian


def test_the_need_of_so_many_calls_is_printed_with_what_one_fewer_would_come_to() -> None:
    said = CliRunner().invoke(rexian, ["staffing", "need", "--calls", "100", "--aht", "180"]).output.splitlines()
    assert said[0] == "14 on the line, 20 on the roster (Erlang C)"
    assert said[1].startswith("  14: service level 88.84%, mean wait 7.84 s")
    assert said[2].startswith("  13: service level 79.56%")


def test_neither_a_queue_nor_calls_is_a_usage_error() -> None:
    said = CliRunner().invoke(rexian, ["staffing", "need", "--calls", "100"])
    assert said.exit_code == 2
    assert "--queue, or --calls and --aht" in said.output
