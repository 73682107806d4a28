// Elements, and what a cell says.

const FOCUSABLE = new Set(["table", "button", "input", "pre"]);

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  // JupyterLab must not take keys for its own while something of the table has the focus.
  if (FOCUSABLE.has(tag)) node.setAttribute("data-lm-suppress-shortcuts", "true");
  node.append(...children);
  return node;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function cellText(column, cell, row, store) {
  if (column.kind === "time" && row.dead) return `deleted ${ago(store.now() - row.deletedAt)}`;
  if (column.kind === "age" && row.dead) return `gone ${ago(store.now() - row.deletedAt)}`;
  if (cell === null || cell === undefined) return "";
  if (column.kind === "time") return agoOf(cell, store.now());
  if (column.kind === "age") return lastedOf(cell, store.moment());
  if (column.kind === "ttl") return row.dead ? "" : leftOf(cell[0] - store.moment(), cell[1]);
  if (column.kind === "lease" && cell in store.expires) {
    const left = Math.ceil((store.expires[cell] - store.now()) / 1000);
    return left > 0 ? `${cell} · ${left} s` : cell; // renewed since, or about to go: it is not known which
  }
  if (column.kind === "fill" || column.kind === "trend") return cell[1];
  return String(Array.isArray(cell) ? cell[0] : cell);
}

/** Bring a cell up to date, touching the page only if what it says has changed. */
function writeCell(td, column, row, cell, store, needle) {
  if (writeSign(td, column, row, cell, store, needle)) return;
  const text = column.kind === "key" ? (cell ?? row.id) : cellText(column, cell, row, store);
  const cut = column.kind === "value" && Array.isArray(cell) ? cell : null;
  const sign = cut || needle ? `${text}\0${needle}\0${cut?.[1]}` : text;
  if (td.sign === sign) return;
  td.sign = sign;
  if (column.kind === "key") td.replaceChildren(...keyParts(text, store.title, needle));
  else if (column.kind === "value" || column.kind === "text") td.replaceChildren(...marked(text, needle));
  else td.textContent = text;
  if (!cut) return;
  if (!cut[3]) td.append("…");
  td.append(make("span", { class: "yn-size" }, cut[2] === "bytes" ? "binary" : bytes(cut[1])));
}

/** A key in two parts: where room is short, what all keys begin with gives way to what tells them apart. */
function keyParts(text, prefix, needle) {
  const shared = prefix.length > 1 && text.startsWith(prefix) ? prefix : "";
  const rest = text.slice(shared.length);
  const start = make("span", { class: "yn-shared" }, ...marked(shared, needle));
  start.style.maxWidth = `max(2ch, calc(100% - ${rest.length}ch))`;
  return [start, make("span", { class: "yn-end" }, ...marked(rest, needle))];
}

/** `text` as nodes, with each place marked where `needle` is found. */
function marked(text, needle) {
  const low = needle ? text.toLowerCase() : "";
  // Lower case may be longer than the text itself (İ): then places do not fit, and nothing is marked.
  const found = (from) => (needle && low.length === text.length ? low.indexOf(needle, from) : -1);
  const nodes = [];
  let at = 0;
  for (let hit = found(0); hit >= 0; hit = found(at)) {
    nodes.push(text.slice(at, hit), make("mark", {}, text.slice(hit, hit + needle.length)));
    at = hit + needle.length;
  }
  nodes.push(text.slice(at));
  return nodes;
}
