"""Requirement numbers: what the tests name, what they mean, the page made of both; lint's texts."""

import pytest
from devtool import common, lint, requirements, selection, wheels
from devtool.common import Stop

# Written apart, so that this file itself names no row of the project.
ROW, OTHER, FINDING, UNKNOWN = (f"{letter}-{number}" for letter, number in (
    ("B", "01"), ("V", "02"), ("F", "03"), ("G", "99"),
))  # fmt: skip
TEXTS = f"number,English,中文\n{ROW},Who buys,谁采购\n{OTHER},Two go,两人\n{FINDING},Seen,发现\n"


@pytest.fixture
def checkout(monkeypatch, tmp_path):
    """A checkout with three rows and one test; returns a function that writes the test."""
    for module in (common, requirements, selection, lint):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "requirements.csv").write_text(TEXTS, encoding="utf-8")
    folder = tmp_path / "addons" / "customer_x" / "tests"
    folder.mkdir(parents=True)
    (tmp_path / "tests").mkdir()

    def write(docstring, name="test_x.py"):
        (folder / name).write_text(
            f'class TestX:\n    """Of X."""\n\n    def test_a(self):\n        """{docstring}"""\n'
        )

    write(f"{FINDING}, REQ {ROW}: as it is.")
    return write


def test_page_is_made_and_checked(checkout, tmp_path, capsys):
    page = tmp_path / "docs" / "requirements.md"
    assert requirements.problems() == [
        "docs/requirements.md: not up to date, run ./dev requirements"
    ]
    requirements.main([])
    assert requirements.problems() == []
    built, rest = page.read_text(encoding="utf-8").split("## Not built")
    missing, findings = rest.split("## Findings")
    link = "customer_x: [test_x](../addons/customer_x/tests/test_x.py)"
    assert f"| {ROW} | Who buys | 谁采购 | {link} |" in built
    assert f"| {OTHER} | Two go | 两人 |" in missing
    assert f"| {FINDING} | Seen | 发现 | {link} |" in findings
    assert "2 of 3 rows have tests" in capsys.readouterr().err


def test_a_new_test_makes_the_page_old(checkout):
    requirements.main([])
    checkout(f"REQ {OTHER}: two of them.", "test_y.py")
    assert requirements.problems() == [
        "docs/requirements.md: not up to date, run ./dev requirements"
    ]


def test_a_number_nobody_knows_fails(checkout):
    checkout(f"REQ {ROW}, {UNKNOWN}: something.")
    requirements.main([])
    assert requirements.problems() == [
        f"addons/customer_x/tests/test_x.py:4: {UNKNOWN} is not in docs/requirements.csv"
    ]


def test_a_span_names_its_ends_only(checkout):
    checkout(f"REQ {ROW} to {OTHER.replace('V', 'B')}: both.")
    assert sorted(requirements.named()) == [ROW, "B" + OTHER[1:]]


def test_tests_of_a_number_are_printed(checkout, capsys):
    requirements.main([ROW])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{ROW} Who buys"
    assert lines[2] == "  addons/customer_x/tests/test_x.py:4 test_a"
    with pytest.raises(Stop, match=f"There is no {UNKNOWN} in docs/requirements.csv"):
        requirements.main([UNKNOWN])


def test_every_row_has_both_languages_and_an_area():
    for number, texts in requirements.texts().items():
        assert all(texts), number
        assert number[0] in requirements.AREAS | requirements.FINDINGS


def test_texts_of_every_file_are_read(checkout, tmp_path):
    """Files beside the addons as well: a configuration with a path of one machine was there."""
    folder = "/".join(("", "home", "somebody", "data"))
    (tmp_path / ".hidden.conf").write_text(f"data_dir = {folder}\n")
    word = "".join(("TO", "DO"))
    (tmp_path / "notes.md").write_text(f"{word}: write it\n")
    common.run(["git", "init", "-q", tmp_path])
    assert lint.check_texts() == [
        f".hidden.conf:1: path of one machine: data_dir = {folder}",
        f"notes.md:1: unfinished: {word}: write it",
    ]


def test_documents_that_point_nowhere(checkout, tmp_path):
    (tmp_path / "README.md").write_text(
        "[a](docs/requirements.csv) [b](docs/none.md#x) [c](https://a.b) `_there` `_gone`\n"
    )
    (tmp_path / "addons" / "customer_x" / "models.py").write_text("def _there(self): ...\n")
    assert lint.check_documents() == [
        "README.md: docs/none.md is not there",
        "README.md: no _gone in our code",
    ]


def test_addons_ask_for_the_pinned_backend():
    assert wheels.check() == []
