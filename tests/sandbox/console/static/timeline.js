// Copyright (c) 2026, runwatch.observability contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// The writes of the journal as a timeline, newest first; alike neighbours become one line.

import { clock, count, el, empty, head } from "./dom.js";
import { TITLES } from "./titles.js";
import { inWords } from "./words.js";

const SHOWN = 60;
const NAMES = 12;

function grouped(entries) {
  const groups = [];
  for (const entry of entries) {
    const words = inWords(entry);
    const key = [entry.system, words.did, words.noun, entry.status, entry.fault].join("|");
    const last = groups.at(-1);
    if (last?.key === key && words.noun) {
      last.all.push(words);
      last.until = entry.at;
    } else {
      groups.push({ key, entry, all: [words], until: entry.at });
    }
  }
  return groups;
}

function sentence({ all }) {
  const [{ did, noun, name, detail }] = all;
  if (all.length === 1) {
    return el("div", "words", `${did} ${noun} `.replace("  ", " "), el("strong", "", name), detail ? el("span", "sub", detail) : null);
  }
  const names = all.slice(0, NAMES).map((words) => words.name).join(", ");
  const more = all.length > NAMES ? ` and ${all.length - NAMES} more` : "";
  return el("div", "words", `${did} `, el("strong", "", count(all.length, noun)), el("span", "sub", names + more));
}

function outcome({ status, fault }) {
  if (status === null) return `no answer (${fault})`;
  if (status >= 400) return `refused with ${status}${fault ? ` (${fault})` : ""}`;
  return fault ? `disturbed: ${fault}` : "";
}

function item(group) {
  const { entry } = group;
  const trouble = outcome(entry);
  return el("li", entry.system,
    el("div", "meta", el("span", "system", TITLES[entry.system] ?? entry.system), el("time", "", clock(group.until))),
    sentence(group),
    trouble ? el("div", "refused", trouble) : null);
}

export function timeline(writes) {
  if (!writes.length) return [head("Timeline"), empty("Nothing has been changed yet. Every write of a playbook shows up here.")];
  const groups = grouped(writes).reverse();
  return [head("Timeline", count(writes.length, "write")), el("ol", "timeline", ...groups.slice(0, SHOWN).map(item))];
}
