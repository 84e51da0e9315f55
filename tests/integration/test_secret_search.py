# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The search for secrets has to find one that was planted, in each of the forms that it may take."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from secret_search import file_texts, leaks

SECRET = 'planted é secret/8f2a &+%"'

FORMS = {
    'as it is': SECRET,
    'in a path': quote(SECRET, safe=''),
    'in a query': quote_plus(SECRET),
    'in JSON': json.dumps({'password': SECRET}),
    'base64': base64.b64encode(SECRET.encode()).decode(),
    'base64 for URLs': base64.urlsafe_b64encode(SECRET.encode()).decode(),
    'basic, one letter before': base64.b64encode(f':{SECRET}'.encode()).decode(),
    'basic, two letters before': base64.b64encode(f'u:{SECRET}'.encode()).decode(),
    'basic, more after': base64.b64encode(f'user:{SECRET}:more'.encode()).decode(),
}


@pytest.mark.parametrize('form', FORMS)
def test_finds_a_planted_secret_in_a_file(form, tmp_path):
    folder = tmp_path / 'deep' / 'down'
    folder.mkdir(parents=True)
    (folder / 'left-behind').write_text(f'before {FORMS[form]} after')

    assert leaks({'planted': SECRET}, file_texts([tmp_path])) == [f'the secret planted stands in {folder / "left-behind"}']


def test_finds_nothing_where_nothing_is():
    assert leaks({'planted': SECRET}, {'stdout': 'before, secret, after'}) == []
