// Formats, the layout of JSON, and the comparison of two texts.

export function ago(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 1) return "now";
  if (s < 60) return `${s} s ago`;
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ago`;
  return `${Math.floor(s / 86400)} d ago`;
}

/** A point of time as its age; a list holds one that it was before. */
function agoOf(cell, now) {
  if (!Array.isArray(cell)) return ago(now - cell);
  return now - cell[0] < 1000 ? "before" : `over ${ago(now - cell[0])}`;
}

/** The same as how long it has lasted. */
function lastedOf(cell, now) {
  return Array.isArray(cell) ? `over ${span((now - cell[0]) / 1000)}` : span((now - cell) / 1000);
}

export function bytes(n) {
  if (n < 1024) return `${n} B`;
  if (n < 1024 * 1024) return `${(n / 1024).toFixed(1)} KiB`;
  return `${(n / 1024 / 1024).toFixed(1)} MiB`;
}

const count = (n) => Math.round(n).toLocaleString("en-US");
const perSecond = (n) => (n >= 10 ? count(n) : n.toFixed(1).replace(/\.0$/, ""));
const plural = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;
const sleeping = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

/** Lay JSON out without reading its numbers: 9007199254740993 must not become ...992. Null if it is none. */
export function prettyJson(text) {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g);
  const indent = (depth) => `\n${"  ".repeat(depth)}`;
  let out = "";
  let depth = 0;
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (token === "{" || token === "[") {
      if (tokens[i + 1] === "}" || tokens[i + 1] === "]") out += token + tokens[++i];
      else out += token + indent(++depth);
    } else if (token === "}" || token === "]") out += indent(--depth) + token;
    else if (token === ",") out += token + indent(depth);
    else out += token === ":" ? ": " : token;
  }
  return out;
}

/** Which lines of both texts are not part of their longest common sequence: [[line, changed], ...] twice. */
export function compareLines(before, after) {
  const a = before.split("\n");
  const b = after.split("\n");
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
  const left = [];
  const right = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      left.push([a[i++], false]);
      right.push([b[j++], false]);
    } else if (j === b.length || (i < a.length && length[i + 1][j] >= length[i][j + 1])) left.push([a[i++], true]);
    else right.push([b[j++], true]);
  }
  return [left, right];
}

