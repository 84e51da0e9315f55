# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How event sources and filters reach the code of the collection.

ansible-rulebook runs them by path, without Ansible's loader of collections. `ansible_collections` cannot be relied on there: it may be
missing, and another folder of that name may come first in `sys.path` and hide this one, or hold another version of this collection, as the
site-packages of the community package `ansible` may. So the folder `plugins` is imported under a name of its own, and `sys.path` is left alone.
"""

from __future__ import annotations

import importlib
import sys
import types
from pathlib import Path

PACKAGE = "runwatch_observability"


def load(name):
    """Return the module ``plugin_utils/_eda/<name>.py`` of this collection. Raises ``ImportError``."""
    if PACKAGE not in sys.modules:
        package = types.ModuleType(PACKAGE)
        package.__path__ = [str(Path(__file__).resolve().parents[3] / "plugins")]
        sys.modules[PACKAGE] = package
    try:
        return importlib.import_module("%s.plugin_utils._eda.%s" % (PACKAGE, name))
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "ansible":
            raise
        raise ImportError("ansible-core has to be installed for the Python that runs ansible-rulebook (%s)." % error, name=error.name) from None
