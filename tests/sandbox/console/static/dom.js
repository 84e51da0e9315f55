// Copyright (c) 2026, runwatch.observability contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Building elements. Text only ever becomes a text node, so nothing remote can become markup.

export function el(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined).map((child) => (child instanceof Node ? child : String(child))));
  return node;
}

export function head(title, about, ...more) {
  return el("div", "head", el("h2", "", title), about ? el("span", "about", about) : null, ...more);
}

export function empty(text) {
  return el("p", "empty", text);
}

export function chips(...children) {
  return el("span", "chips", ...children);
}

export function chip(text, tone = "") {
  return el("span", tone ? `chip tone ${tone}` : "chip", text);
}

export function tagChip(key, value) {
  return el("span", "chip", el("span", "key", `${key} `), value);
}

export function state(text, tone = "") {
  return el("span", `state ${tone}`, text);
}

// Columns are [heading, cell of a row, class].
export function table(columns, rows) {
  const cells = (row) => columns.map(([heading, cell, className = ""]) => {
    const node = el("td", className, cell(row));
    node.dataset.label = className === "number" ? heading : "";
    return node;
  });
  return el("div", "scroll", el("table", "",
    el("thead", "", el("tr", "", ...columns.map(([heading, , className = ""]) => el("th", className, heading)))),
    el("tbody", "", ...rows.map((row) => el("tr", "", ...cells(row))))));
}

export function facts(pairs) {
  return el("dl", "facts", ...pairs.map(([term, value]) => el("div", "", el("dt", "", term), el("dd", "", value))));
}

export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

const today = () => new Date().toDateString();

export function clock(moment) {
  const date = new Date(moment);
  const time = date.toLocaleTimeString("en-GB");
  return date.toDateString() === today() ? time : `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${time}`;
}

export function span(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return milliseconds ? `${milliseconds} ms` : "";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60 ? `${seconds % 60} s` : ""}`.trim();
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
