// What this page knows: rows, and how far to trust them.

class Store {
  constructor(model) {
    this.model = model;
    this.columns = model.get("_columns");
    this.title = model.get("_title");
    this.noun = model.get("_noun");
    this.leaseAt = this.columns.findIndex((column) => column.kind === "lease");
    this.leased = false; // whether any row ever had a lease
    this.valueAt = this.columns.findIndex((column) => column.kind === "value");
    this.statusAt = this.columns.findIndex((column) => column.kind === "status");
    this.rows = new Map();
    this.dead = new Set();
    this.views = new Set();
    this.seq = -1;
    this.status = { state: "connecting", revision: 0, rate: 0 };
    this.skew = Infinity; // how far this page's clock is ahead of the kernel's, transport included
    this.heard = 0; // when the kernel last said anything
    this.born = Date.now();
    this.told = 0; // the kernel's clock when it last said anything
    this.gone = false; // the page knows that the kernel is not there any more
    this.held = null; // changes that wait while the table is paused, the last one per row
    this.waiting = 0;
    this.expires = {}; // lease -> when it runs out, as far as the kernel knows
    this.wholes = new Map();
    this.asked = new Map();
    this.rates = [];
    this.adopt();
  }

  /** Take the picture that came with the widget's state: at the start, and after the page reconnected. */
  adopt() {
    const picture = this.model.get("_snapshot");
    if (!picture || picture.seq < this.seq) return;
    this.saved = picture;
    this.pictured = this.told = picture.now;
    this.status = picture.status;
    if (this.seq >= 0) this.skew = Math.min(this.skew, Date.now() - picture.now);
    this.load(picture, this.seq >= 0);
  }

  receive(message) {
    this.heard = Date.now();
    this.gone = false;
    // The least delay seen is the best guess of the difference; it may drift by a millisecond a message.
    if (message.now) this.skew = Math.min(this.skew + 1, this.heard - message.now);
    this.told = message.now ?? this.told;
    if (message.status) this.status = message.status;
    if (message.t === "snap") this.load(message, true);
    else if (message.t === "delta") this.advance(message);
    else if (message.t === "leases") this.expires = message.expires;
    else if (message.t === "detail") this.wholes.set(message.id, message);
    else if (message.t === "beat" && message.seq > this.seq) this.resync();
    this.schedule();
  }

  advance(message) {
    if (message.to <= this.seq) return;
    if (message.from > this.seq) {
      this.resync();
      return;
    }
    this.seq = message.to;
    if (this.held) this.hold(message);
    else this.apply(message.up, message.del);
  }

  /** Something was missed. The kernel may be busy, so ask seldom; it also tells again by itself. */
  resync() {
    const now = Date.now();
    if (now - (this.asked.get("") ?? 0) < 2000) return;
    this.asked.set("", now);
    this.send({ t: "resync" });
  }

  send(content) {
    try {
      this.model.send(content);
    } catch {
      this.gone = true; // there is no kernel to send to
    }
  }

  /** The whole of a row's value, asked for at most every five seconds per version. */
  ask(row) {
    const asked = this.asked.get(row.id);
    if (asked && asked.version === row.version && Date.now() - asked.at < 5000) return asked.since;
    const since = asked && asked.version === row.version ? asked.since : Date.now();
    this.asked.set(row.id, { version: row.version, at: Date.now(), since });
    this.send({ t: "detail", id: row.id });
    return since;
  }

  load(picture, marked) {
    this.seq = picture.seq;
    this.expires = picture.expires ?? {};
    if (this.held) this.held.clear();
    const present = new Set();
    for (const wired of picture.rows) {
      present.add(wired[0]);
      this.put(wired, marked);
    }
    for (const row of this.rows.values()) if (!row.dead && !present.has(row.id)) this.drop([row.id, 0, 0]);
  }

  hold(message) {
    for (const wired of message.up) this.held.set(wired[0], () => this.put(wired, true));
    for (const gone of message.del) this.held.set(gone[0], () => this.drop(gone));
    this.waiting += message.n;
  }

  pause(on) {
    if (on === Boolean(this.held)) return;
    this.pausedAt = this.now();
    if (on) this.held = new Map();
    else {
      const held = this.held;
      this.held = null;
      for (const change of held.values()) change();
    }
    this.waiting = 0;
    this.schedule();
  }

  apply(up, gone) {
    for (const wired of up) this.put(wired, true);
    for (const one of gone) this.drop(one);
  }

  put([id, cells, version, beforeVersion = null, whole = null, before = null], marked) {
    const row = this.rows.get(id) ?? { id, version: -1, at: 0, dead: 0 };
    const [said, mood] = cells[this.statusAt] ?? [];
    if (row.version !== version || row.said !== said) {
      row.how = row.version < 0 || row.dead ? "new" : "changed";
      if (row.said !== said && row.how === "changed") row.how = mood;
      if (marked) row.at = Date.now();
    }
    if (row.version !== version) {
      row.before = before ?? (row.version === beforeVersion ? this.whole(row) : null);
      row.beforeVersion = beforeVersion;
    }
    row.said = said;
    Object.assign(row, { cells, version, wholeText: whole, dead: 0, search: null });
    this.leased ||= cells[this.leaseAt] != null;
    this.dead.delete(row);
    this.rows.set(id, row);
    this.touch(row);
  }

  drop([id, version, at, lingers = true]) {
    const row = this.rows.get(id);
    if (!row || row.dead) return;
    if (!lingers) {
      this.forget(row);
      return;
    }
    row.dead = Date.now();
    row.deletedAt = at || this.now();
    row.deletedIn = version;
    this.dead.add(row);
    this.touch(row);
  }

  /** Let deleted rows go that have lingered long enough. */
  sweep() {
    for (const row of this.dead) {
      if (Date.now() - row.dead >= LINGER && !this.held) this.forget(row);
    }
  }

  forget(row) {
    this.dead.delete(row);
    this.rows.delete(row.id);
    this.wholes.delete(row.id);
    row.removed = true;
    this.touch(row);
  }

  /** The row's whole value as text, or null if only its head is on this page. */
  whole(row) {
    const cell = row.cells?.[this.valueAt];
    if (typeof cell === "string") return cell;
    if (Array.isArray(cell) && cell[3]) return cell[0];
    const answer = this.wholes.get(row.id);
    return row.wholeText ?? (answer?.version === row.version ? answer.whole : null) ?? null;
  }

  /** What the filter looks at: everything but numbers and times, as far as it is on this page. */
  search(row) {
    row.search ??= this.columns.map((column, at) => this.searched(column, row, row.cells[at])).join("\n").toLowerCase();
    return row.search;
  }

  searched(column, row, cell) {
    if (column.kind === "key") return cell ?? row.id;
    if (column.kind === "value") return this.whole(row) ?? (Array.isArray(cell) ? cell[0] : cell) ?? "";
    if (column.kind === "names") return (cell ?? [0]).slice(1).join("\n");
    if (column.kind === "status") return cell?.[0] ?? "";
    return column.kind === "text" ? (cell ?? "") : "";
  }

  now() {
    return Date.now() - (Number.isFinite(this.skew) ? this.skew : 0);
  }

  /** Whether nothing will come from the kernel any more, or may not: then nothing runs down either. */
  still() {
    return ENDED.includes(this.status.state) || this.state() === "silent";
  }

  /** The kernel's time, to which spans of time are counted; it stands still with the picture. */
  moment() {
    if (ENDED.includes(this.status.state)) return this.status.since || this.told;
    const heard = this.told + BEATS * 1000 * this.model.get("_heartbeat"); // until then its silence was none
    return this.held ? this.pausedAt : Math.min(this.now(), heard);
  }

  /** Why the table may not show the present; empty while it does. */
  doubt() {
    const silent = Date.now() - (this.heard || this.born);
    if (this.status.state === "stopped") return `stopped at revision ${this.status.revision}: this is the last picture`;
    if (this.gone) return "the kernel is gone: this is the last picture";
    if (silent > BEATS * 1000 * this.model.get("_heartbeat")) {
      if (!this.heard) return `not live: this is the picture of ${sleeping(this.pictured)}`;
      return `no word from the kernel for ${Math.floor(silent / 1000)} s`;
    }
    if (this.status.state === "live") return "";
    return (DOUBTS[this.status.state] ?? this.status.state) + (this.status.error ? `: ${this.status.error}` : "");
  }

  /** The state as one word: what etcd's side says, unless the kernel itself is silent. */
  state() {
    const doubt = this.doubt();
    if (!doubt || this.status.state !== "live") return this.gone ? "silent" : this.status.state;
    return "silent";
  }

  /** Keep what a saved notebook would hold small and recent. Changed in place: nothing goes to the kernel. */
  keep() {
    if (!this.saved || !this.heard) return;
    const rows = [...this.rows.values()].filter((row) => !row.dead).slice(0, SAVED_ROWS);
    this.saved.rows = rows.map((row) => [row.id, row.cells, row.version, row.beforeVersion]);
    Object.assign(this.saved, { seq: this.seq, status: this.status, now: Math.round(this.now()) });
  }

  tick() {
    this.sweep();
    this.beats = (this.beats ?? 0) + 1;
    if (this.beats % 2 === 0) this.rates = [...this.rates.slice(-59), this.status.rate ?? 0];
    if (this.beats % 10 === 0) this.keep();
    for (const view of this.views) view.tick();
  }

  touch(row) {
    for (const view of this.views) view.dirty.add(row);
  }

  schedule() {
    for (const view of this.views) view.schedule();
  }

  attach(view) {
    this.views.add(view);
    this.timer ??= setInterval(() => this.tick(), TICK);
  }

  detach(view) {
    this.views.delete(view);
    if (!this.views.size) this.close();
  }

  close() {
    clearInterval(this.timer);
    this.timer = null;
  }
}

