# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing what was fetched to a file, whole or not at all and only if it differs, and telling about it without showing it."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile

from ._errors import ObservabilityError, OptionError

# Reports and metrics quote SQL, so a new file is for its owner alone unless told otherwise.
OPTIONS = {"dest": {"type": "path"}, "mode": {"type": "str", "default": "0600"}}


class FileError(ObservabilityError):
    """The file cannot be read or written."""

    kind = "file"


def check(params):
    """Check ``dest`` and ``mode`` before anything is sent, and return the mode as a number. Raises ``OptionError``."""
    try:
        mode = int(params["mode"], 8)
    except ValueError:
        mode = -1
    if not 0 <= mode <= 0o7777:
        raise OptionError("mode", "has to be octal digits in quotes like '0640', not %r." % params["mode"])
    dest = params["dest"]
    if dest is None:
        return mode
    if not os.path.isabs(dest):
        raise OptionError("dest", "%r has to be an absolute path." % dest)
    if os.path.isdir(dest):
        raise OptionError("dest", "%s is a directory; name the file in it." % dest)
    folder = os.path.dirname(dest)
    if not os.path.isdir(folder):
        raise OptionError("dest", "the directory %s does not exist on the host that runs this task." % folder)
    if not os.access(folder, os.W_OK):
        raise OptionError("dest", "the directory %s is not writable for the user that runs this task." % folder)
    return mode


def save(params, content, check_mode):
    """Have ``content`` (bytes) in ``params["dest"]``; return (changed, facts for the result, diff). Raises ``FileError``.

    ``params["file_mode"]`` is what :func:`check` returned. Others see the old file or the new one, never half of it.
    """
    dest, mode = params["dest"], params["file_mode"]
    try:
        before = _read(dest)
        if before != (content, mode) and not check_mode:
            _replace(dest, content, mode)
    except OSError as error:
        raise FileError("Could not write %s: %s." % (dest, error.strerror or error), path=dest) from None
    diff = {"before": _shown(*before) if before else "", "after": _shown(content, mode), "before_header": dest, "after_header": dest}
    return before != (content, mode), described(dest, content), diff


def described(dest, content=None):
    """Return what a result says of a file; ``size`` (bytes) and ``checksum`` (SHA-256) are unknown without ``content``."""
    size, checksum = (None, None) if content is None else (len(content), hashlib.sha256(content).hexdigest())
    return {"dest": dest, "size": size, "checksum": checksum}


def _shown(content, mode):
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "mode": "%04o" % mode}


def _read(dest):
    try:
        with open(dest, "rb") as file:
            return file.read(), stat.S_IMODE(os.fstat(file.fileno()).st_mode)
    except FileNotFoundError:
        return None


def _replace(dest, content, mode):
    # Through a link, as the ordinary file that it points to.
    dest = os.path.realpath(dest)
    handle, temporary = tempfile.mkstemp(prefix="." + os.path.basename(dest) + ".", dir=os.path.dirname(dest))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, dest)
    except BaseException:
        os.unlink(temporary)
        raise
