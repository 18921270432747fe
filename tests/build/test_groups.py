"""The summary of `make test` is honest: nothing fails or is left out unseen."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from tools.groups import Group, Result, Tool, install_tools, run_group, summarise

THREE_TESTS = """
import pytest
def test_a(): pass
def test_b(): assert False
@pytest.mark.skip(reason="moon")
def test_c(): pass
"""
SHAKY = """
from pathlib import Path
seen = Path("{seen}")
def test_a(): pass
def test_b():
    first = not seen.exists()
    seen.touch()
    assert not first and {passes}
"""
ABSENT = Tool("Unobtainium", "unobtainium", ("no-such-program-anywhere",))


def test_a_group_without_its_tool_is_reported_with_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    result = run_group(Group("browser", (("false",),), needs=(ABSENT,)))
    code = summarise([result], 1.0)
    shown = capsys.readouterr().out
    assert (result.state, code) == ("not run", 0)
    assert "sudo apt install unobtainium" in shown
    assert "These groups could not run here: browser" in shown


def test_a_failing_command_fails_the_whole_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    results = [run_group(Group("good", (("true",),))), run_group(Group("bad", (("false",),)))]
    assert summarise(results, 1.0) == 1
    assert "Failed: bad" in capsys.readouterr().out


def test_an_empty_group_is_not_taken_for_a_success() -> None:
    assert run_group(Group("nothing", ())).state == "not run"


def test_the_closing_line_adds_up_all_groups(capsys: pytest.CaptureFixture[str]) -> None:
    results = [
        Result("one", "ok", counts=Counter(passed=3, skipped=1), skips=Counter({"no database": 1})),
        Result("two", "ok", counts=Counter(passed=4)),
    ]
    summarise(results, 2.5)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "===== 7 passed, 1 skipped in 2.50s ====="
    assert any("1 x no database" in line for line in lines)


def test_numbers_come_from_pytest_and_its_own_closing_line_is_held_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    test = tmp_path / "test_three.py"
    test.write_text(THREE_TESTS)
    command = ("python", "-m", "pytest", "-q", "--noconftest", "-p", "no:cacheprovider", str(test))
    result = run_group(Group("three", (command,)))
    assert result.counts == Counter(passed=1, failed=1, skipped=1)
    assert (result.state, dict(result.skips)) == ("FAILED", {"moon": 1})
    assert "1 failed, 1 passed" not in capfd.readouterr().out


@pytest.mark.parametrize(("again", "state"), [("passes", "ok"), ("fails", "FAILED")])
def test_a_failure_beside_others_gets_a_second_look_alone_and_is_named_when_it_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], again: str, state: str
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]")
    (tmp_path / "test_shaky.py").write_text(SHAKY.format(seen=tmp_path / "seen", passes=again == "passes"))
    options = ("-q", "--noconftest", "--rootdir", str(tmp_path), "-n", "1", "--dist", "worksteal")
    result = run_group(Group("shaky", ((sys.executable, "-m", "pytest", *options, str(tmp_path)),)))
    code = summarise([result], 1.0)
    assert (result.state, code) == (state, 0 if state == "ok" else 1)
    assert ("UNSTABLE test_shaky::test_b failed beside others" in capsys.readouterr().out) is (state == "ok")
    assert result.counts == (Counter(passed=2) if state == "ok" else Counter(passed=1, failed=1))


def test_a_file_that_cannot_be_read_gets_no_second_look(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]")
    (tmp_path / "test_broken.py").write_text("1 / 0")
    options = ("-q", "--noconftest", "--rootdir", str(tmp_path), "-n", "1", "--dist", "worksteal")
    result = run_group(Group("broken", ((sys.executable, "-m", "pytest", *options, str(tmp_path)),)))
    assert result.state == "FAILED"
    assert "once more" not in capsys.readouterr().out


def test_without_the_right_to_install_the_command_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    install_tools([ABSENT])
    assert "sudo apt install unobtainium" in capsys.readouterr().out
