# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module is, apart from its documentation; run by whichever shell suits the task."""

from __future__ import annotations

from contextlib import contextmanager
from typing import NamedTuple

from ansible.module_utils.basic import missing_required_lib

from ._errors import MissingLibrary, ObservabilityError, OptionError
from ._options import connection_spec
from ._secrets import Scrubber, mask_options, secret_values


class Outcome(NamedTuple):
    """What a module has to say: ``changed`` (bool), ``result`` (dict), ``diff`` (dict or list of dicts), ``warnings``."""

    changed: bool
    result: dict
    diff: object = None
    warnings: tuple = ()


class Definition(NamedTuple):
    """A module: the connections it has, its own options, and two functions.

    ``connect(params, definition)`` returns the client; ``run(params, client, check_mode)`` returns an :class:`Outcome`
    or raises an ``ObservabilityError``. ``prepare(params)`` reads the parameters before anything is sent, and what it
    returns takes their place in ``run``. ``rules`` are AnsibleModule's ``mutually_exclusive`` and so on. A ``secret_result`` may be registered, but not shown.
    """

    name: str
    connections: tuple
    options: dict
    connect: object
    run: object
    prepare: object = lambda params: params
    rules: dict = {}
    secret_result: bool = False

    def argument_spec(self):
        """Return the whole argument spec: the module's options and those of its connections."""
        return dict(connection_spec(*self.connections), **self.options)

    def connection_options(self):
        """Return the names of the options that say how to reach the products."""
        return sorted(connection_spec(*self.connections))

    def secrets(self, params):
        """Return the texts in ``params`` that must not be shown."""
        return secret_values(params, self.argument_spec())

    def invocation(self, params):
        """Return what a result may tell about the call: core adds the parameters as they are, secrets included."""
        return {"module_args": mask_options(params, self.argument_spec())}

    def execute(self, params, check_mode, borrow=None):
        """Run the module's function and return its :class:`Outcome`.

        ``borrow(definition, params)`` is a context manager that lends a client; without it there is one for this run only.
        """
        self._refuse_nulls(params)
        prepared = self.prepare(params)
        with (borrow or _own_client)(self, params) as client:
            return self.run(prepared, client, check_mode)

    def _refuse_nulls(self, params):
        """Raise OptionError if of options of which one is required none has a value: core counts a null that was given as one."""
        for names in self.rules.get("required_one_of", ()):
            if all(params.get(name) is None for name in names):
                raise OptionError(names[-1], "null is no value; give one of these: %s" % ", ".join(names))

    def answer(self, params, check_mode, diff, borrow=None):
        """Run the module and return (result, warnings), as both shells give them to core.

        ``result`` has ``failed: True`` and a ``msg`` if it failed, and ``check_mode: True`` in check mode; the diff is in it only
        if ``diff`` (bool) asks for it.
        """
        scrubber = Scrubber(self.secrets(params))
        try:
            outcome = self.execute(params, check_mode, borrow)
        except MissingLibrary as error:
            return {"failed": True, "msg": missing_required_lib(error.library), "exception": error.traceback}, []
        except ObservabilityError as error:
            told = dict(msg=error.message, failure=error.failure())
            result = dict(error.result, failed=True, **scrubber.scrub_all(told))
            warnings = error.warnings
        else:
            result = dict(outcome.result, changed=outcome.changed)
            if outcome.diff is not None:
                result["diff"] = outcome.diff
            warnings = list(outcome.warnings)
        if check_mode:
            result["check_mode"] = True  # or whoever counts what was managed would take the prediction for it
        if not diff:
            result.pop("diff", None)
        return result, scrubber.scrub_all(warnings)


@contextmanager
def _own_client(definition, params):
    client = definition.connect(params, definition)
    try:
        yield client
    finally:
        client.close()
