# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each mutant that survives has to be explained, and each explanation has to be needed."""

from __future__ import annotations

import pytest

mutants = pytest.importorskip("mutants")  # it reads TOML with a library of Python 3.11

DIFF = """\
--- mutation diff ---
--- aplugins/module_utils/_batch.py
+++ bplugins/module_utils/_batch.py
@@ -1,3 +1,3 @@
     if one:
-        return %s
+        return %s
 """
EXPLAINED = """
[[survivor]]
file = "_batch.py"
function = "count"
before = "return 1"
after = ["return 2", "return 3"]
why = "Nobody counts."

[[survivor]]
file = "_other.py"
function = "count"
before = "return 1"
after = ["return 0"]
why = "Another file."
"""


@pytest.fixture(autouse=True)
def _explained(monkeypatch, tmp_path):
    (tmp_path / "mutation.toml").write_text(EXPLAINED)
    monkeypatch.setattr(mutants, "EXPLANATIONS", tmp_path / "mutation.toml")
    monkeypatch.setattr(mutants, "PAGE", tmp_path / "mutation.md")


def tried(before, after, outcome="survived"):
    mutation = {"definition_name": "count", "operator_name": "core/NumberReplacer", "start_pos": [2, 4]}
    return {"mutations": [mutation]}, {"test_outcome": outcome, "diff": DIFF % (before, after)}


def test_explained_survivors_are_fine():
    finding = mutants.judge("_batch.py", [tried(1, 3), tried(1, 2), tried(1, 2), tried(1, 4, "killed")])
    assert (finding.killed, finding.spared, finding.complaints) == (1, 3, [])
    assert finding.summary == "4 mutants of _batch.py, 1 killed, 3 explained"


def test_others_are_not_and_neither_are_explanations_without_a_survivor():
    finding = mutants.judge("_batch.py", [tried(1, 2), tried(1, 4)])
    assert finding.complaints == [
        "_batch.py, survived without an explanation: count\n- return 1\n+ return 4",
        "_batch.py, explained although it did not survive: count\n- return 1\n+ return 3"]


@pytest.mark.parametrize("result", [None, {"test_outcome": "incompetent", "diff": None}])
def test_what_was_not_tried_is_an_error(result):
    with pytest.raises(RuntimeError, match="core/NumberReplacer at .2, 4. was not tried"):
        mutants.judge("_batch.py", [(tried(1, 2)[0], result)])


def test_the_page_shows_figures_and_survivors():
    mutants.write_page([mutants.judge("_batch.py", [tried(1, 2), tried(1, 3), tried(1, 4, "killed")]), mutants.judge("_none.py", [tried(1, 4, "killed")])])
    page = mutants.PAGE.read_text()
    assert "| _batch.py | 3 | 1 | 2 |\n| _none.py | 1 | 1 | 0 |\n| together | 4 | 2 | 2 |" in page
    assert "```diff\n# count\n- return 1\n+ return 2\n+ return 3\n```\n\nNobody counts.\n" in page
    assert "## _none.py\n\nNo mutant survives.\n" in page
