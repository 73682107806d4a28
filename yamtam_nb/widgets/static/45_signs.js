// Cells that are more than text: a status with its shape, what is left of a lease as a bar, a list of names,
// how full something is, and the line that a figure came along.

const LOW = [[0.5, "good"], [0.25, "warn"], [-Infinity, "bad"]]; // share of a lease that is left, and what that means
const SVG = "http://www.w3.org/2000/svg";
const OVERDUE = 2500; // ms after which etcd has surely deleted a lease that was not renewed, if it has a leader
const RANKS = { bad: 0, warn: 1, calm: 2, good: 3 }; // statuses sort with trouble first

export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 100) return `${s} s`;
  return s < 6000 ? `${Math.floor(s / 60)} min` : `${Math.floor(s / 3600)} h`;
}

/** What is left of a lease: `8 s of 10 s`; `due`, and if it is there still, it was renewed and nobody looked. */
export function leftOf(ms, granted) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds > 0) return `${span(seconds)} of ${span(granted)}`;
  return ms > -OVERDUE ? "due" : `? of ${span(granted)}`;
}

/** How full the bar is, 0 to 1, in steps of a hundredth; of a tenth for whoever asks for less motion. */
export function shareOf(ms, granted, calm) {
  const steps = calm ? 10 : 100;
  return Math.ceil(steps * Math.min(1, Math.max(0, ms / 1000 / granted))) / steps;
}

/** Write a cell of one of these kinds; false for any other. */
function writeSign(td, column, row, cell, store, needle) {
  if (column.kind === "status") writeStatus(td, cell, needle);
  else if (column.kind === "ttl") writeTtl(td, row.dead ? null : cell, store);
  else if (column.kind === "names") writeNames(td, cell ?? [0], needle);
  else if (column.kind === "fill") writeFill(td, cell);
  else if (column.kind === "trend") writeTrend(td, cell);
  else return false;
  return true;
}

function writeStatus(td, cell, needle) {
  const [word, mood] = cell ?? ["", "calm"];
  const sign = `${word}\0${mood}\0${needle}`;
  if (td.sign === sign) return;
  td.sign = sign;
  td.dataset.mood = mood;
  const shape = word ? [make("span", { class: "yn-shape", "aria-hidden": "true" })] : [];
  td.replaceChildren(...shape, ...marked(word, needle));
}

/** A bar and what it means; without a share there is nothing to draw. */
function writeFill(td, cell) {
  const [, text, share, mood] = cell ?? [0, "", null, "calm"];
  const sign = `${text}\0${share}\0${mood}`;
  if (td.sign === sign) return;
  td.sign = sign;
  td.dataset.mood = mood;
  const bar = make("span", { class: "yn-left", "aria-hidden": "true" });
  bar.style.backgroundSize = `${100 * Math.min(1, share ?? 0)}% 100%`;
  td.replaceChildren(...(share === null ? [] : [bar]), text);
}

/** A line through heights in percent, broken where there is none; what stands alone is a dot. */
export function linePath(heights, width, height) {
  const step = width / Math.max(1, heights.length - 1);
  const at = (h, x) => `${(x * step).toFixed(1)},${(height - 1 - ((height - 2) * h) / 100).toFixed(1)}`;
  const joined = (x) => x > 0 && heights[x - 1] !== null;
  return heights.map((h, x) => (h === null ? "" : joined(x) ? `L${at(h, x)}` : `M${at(h, x)}h0.1`)).join("");
}

function writeTrend(td, cell) {
  const [, text, heights] = cell ?? [0, "", []];
  const sign = `${text}\0${heights}`;
  if (td.sign === sign) return;
  td.sign = sign;
  if (!td.line) {
    const svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 36 14", class: "yn-trendline", "aria-hidden": "true" }))
      svg.setAttribute(name, value);
    td.line = document.createElementNS(SVG, "path");
    svg.append(td.line);
    td.text = document.createTextNode("");
    td.append(svg, td.text);
  }
  td.line.setAttribute("d", linePath(heights, 36, 14));
  td.line.parentNode.style.display = heights.length > 1 ? "" : "none";
  td.text.data = text;
}

function writeTtl(td, cell, store) {
  if (!td.bar) {
    td.bar = make("span", { class: "yn-left", "aria-hidden": "true" });
    td.text = document.createTextNode("");
    td.append(td.bar, td.text);
  }
  const [expires, granted] = cell ?? [0, 1];
  const ms = expires - store.moment();
  const text = cell ? leftOf(ms, granted) : "";
  const share = shareOf(ms, granted, CALM.matches);
  const sign = cell ? `${text}\0${share}` : "";
  if (td.sign === sign) return;
  td.sign = sign;
  td.bar.hidden = !cell;
  td.text.data = text;
  td.bar.style.backgroundSize = `${100 * share}% 100%`;
  td.dataset.mood = ms <= -OVERDUE ? "calm" : LOW.find(([least]) => ms / 1000 / granted >= least)[1];
}

function writeNames(td, [number, ...names], needle) {
  const sign = `${number}\0${names.join("\0")}\0${needle}`;
  if (td.sign === sign) return;
  td.sign = sign;
  const nodes = names.flatMap((name, at) => (at ? [", ", ...marked(name, needle)] : marked(name, needle)));
  if (number > names.length) nodes.push(", …");
  td.replaceChildren(...(number ? [make("span", { class: "yn-count" }, String(number)), ...nodes] : []));
}

/** How many rows there are of each status: Map of word -> [number, mood], trouble last. */
function tally(store) {
  const found = new Map();
  for (const row of store.rows.values()) {
    const said = row.dead ? null : row.cells[store.statusAt];
    if (said) found.set(said[0], [(found.get(said[0])?.[0] ?? 0) + 1, said[1]]);
  }
  return new Map([...found].sort(([, a], [, b]) => RANKS[b[1]] - RANKS[a[1]]));
}

const NOUNS = new Set(["leader", "follower", "learner"]); // the other statuses say how a row is: two are late

/** A tally as it is read: "1 leader, 2 followers". */
export function inWords(counts) {
  return [...counts].map(([word, [number]]) => plural(number, word, NOUNS.has(word) ? `${word}s` : word)).join(", ");
}

/** A button about the rows of one status: it tells how many there are, and is not there when there are none. */
class StatusButton {
  constructor(store, { id, label, status }) {
    this.store = store;
    this.label = label;
    this.status = status;
    this.pressed = 0; // when, as long as nothing has come of it
    this.count = 0;
    this.node = make("button", { type: "button", class: "yn-button", hidden: "", onclick: () => this.press(id) });
  }

  press(id) {
    this.pressed = Date.now();
    this.node.disabled = true;
    this.store.send({ t: "press", id });
  }

  draw(counts) {
    const count = counts.get(this.status)?.[0] ?? 0;
    // A kernel that is busy may hear of it only later; then it can be pressed again.
    if (count !== this.count || Date.now() - this.pressed > 5000) this.pressed = 0;
    this.count = count;
    this.node.hidden = !count;
    this.node.disabled = Boolean(this.pressed) || this.store.still();
    setText(this.node, `${this.label} (${count})`);
  }
}
