// Copyright (c) 2026, runwatch.observability contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Reads the state and the journal every few seconds and redraws what has changed.

import { el } from "./dom.js";
import * as sections from "./sections.js";
import { timeline } from "./timeline.js";
import { TITLES } from "./titles.js";

const EVERY = 3000;
const KEPT = 2000;

const shown = { state: null, drawn: "", writes: [], since: 0 };
const at = (id) => document.getElementById(id);

async function read(path) {
  const answer = await fetch(`/sandbox${path}`);
  if (!answer.ok) throw new Error(`the sandbox answers ${answer.status}`);
  return answer.json();
}

function counter(system, counts) {
  const numbers = Object.entries(counts).map(([name, number]) => el("div", "", el("dt", "", name), el("dd", number ? "" : "zero", number)));
  return el("div", `counter ${system}`, el("div", "name", TITLES[system] ?? system), el("dl", "", ...numbers));
}

function drawSections() {
  for (const [id, draw] of Object.entries(sections)) {
    const focused = document.activeElement?.id;
    at(id).replaceChildren(...draw(shown.state, drawSections));
    if (focused?.startsWith("filter-")) at(focused)?.focus();
  }
}

function drawJournal(journal) {
  const systems = Object.keys(TITLES).filter((system) => journal.counts[system]);
  at("counters").replaceChildren(...systems.map((system) => counter(system, journal.counts[system])));
  at("timeline").replaceChildren(...timeline(shown.writes));
}

// A journal shorter than what is shown has been cleared.
async function readJournal() {
  const journal = await read(`/journal?writes=true&limit=${KEPT}&since=${shown.since}`);
  const total = Object.values(journal.counts).reduce((sum, counts) => sum + counts.writes, 0);
  if (total < shown.writes.length + journal.entries.length && total < KEPT) {
    shown.writes = (await read(`/journal?writes=true&limit=${KEPT}`)).entries;
  } else {
    shown.writes = [...shown.writes, ...journal.entries].slice(-KEPT);
  }
  shown.since = journal.last;
  return journal;
}

async function refresh() {
  const health = at("health");
  try {
    const [state, journal] = await Promise.all([read("/state"), readJournal()]);
    const text = JSON.stringify(state);
    if (text !== shown.drawn) {
      Object.assign(shown, { state, drawn: text });
      drawSections();
    }
    drawJournal(journal);
    health.className = "health up";
    health.textContent = `up to date at ${new Date().toLocaleTimeString("en-GB")}`;
  } catch (error) {
    health.className = "health down";
    health.textContent = `no answer: ${error.message}`;
  }
  setTimeout(refresh, EVERY);
}

refresh();
