// The order of rows, kept while they change.

/** What a row is sorted by. Numbers stand before texts; null stands last in either direction. */
export function sortKey(kind, cell, id) {
  if (kind === "key") return cell ?? id;
  if (cell === null || cell === undefined) return null;
  if (kind === "lease") return cell.padStart(16, "0");
  if (kind === "status") return `${RANKS[cell[1]]}${cell[0]}`;
  const plain = Array.isArray(cell) ? cell[0] : cell;
  return kind === "value" && /^-?\d{1,15}(\.\d{1,10})?$/.test(plain) ? Number(plain) : plain;
}

export function compareKeys(a, b, down) {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const order = typeof a === typeof b ? (a < b ? -1 : 1) : typeof a === "number" ? -1 : 1;
  return down ? -order : order;
}

/** `sorted` without `leaving` and with `entering` in their places: one pass, however many there are. */
export function mergeOrder(sorted, leaving, entering, compare) {
  if (!leaving.size && !entering.length) return sorted;
  entering.sort(compare);
  const out = [];
  let at = 0;
  for (const row of sorted) {
    if (leaving.has(row)) continue;
    while (at < entering.length && compare(entering[at], row) < 0) out.push(entering[at++]);
    out.push(row);
  }
  while (at < entering.length) out.push(entering[at++]);
  return out;
}

/** Where `row` stands in `sorted`, which `compare` has ordered; -1 if it does not. */
export function indexIn(sorted, row, compare) {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] === row) return middle;
    if (compare(sorted[middle], row) < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}


/** The rows of one view that pass its filter, sorted. */
class Order {
  constructor(store) {
    this.store = store;
    this.rows = [];
    this.keys = new Map(); // row -> what it is sorted by, as it stands in `rows`
    this.needle = "";
    this.at = Math.max(0, store.columns.findIndex((column) => column.kind === "key"));
    this.down = false;
    this.by = (a, b) =>
      compareKeys(this.keys.get(a), this.keys.get(b), this.down) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  }

  matches(row) {
    return !row.removed && (!this.needle || this.store.search(row).includes(this.needle));
  }

  keyOf(row) {
    return sortKey(this.store.columns[this.at].kind, row.cells[this.at], row.id);
  }

  indexOf(row) {
    return this.keys.has(row) ? indexIn(this.rows, row, this.by) : -1;
  }

  /** Sort everything anew: after the filter or the sorting column changed. */
  rebuild() {
    this.keys.clear();
    for (const row of this.store.rows.values()) if (this.matches(row)) this.keys.set(row, this.keyOf(row));
    this.rows = [...this.keys.keys()].sort(this.by);
  }

  /** Bring changed rows to their places. */
  settle(changed) {
    const leaving = new Set();
    const entering = [];
    for (const row of changed) {
      const had = this.keys.has(row);
      const has = this.matches(row);
      const key = has ? this.keyOf(row) : null;
      if (had === has && (!has || this.keys.get(row) === key)) continue;
      if (had) leaving.add(row);
      if (has) entering.push(row);
      if (has) this.keys.set(row, key);
      else this.keys.delete(row);
    }
    this.rows = mergeOrder(this.rows, leaving, entering, this.by);
    return leaving;
  }

  sortBy(at) {
    this.down = this.at === at && !this.down;
    this.at = at;
    this.rebuild();
  }

  find(text) {
    this.needle = text.trim().toLowerCase();
    this.rebuild();
  }
}
