// The panel with the whole of one row, now and before.

class Detail {
  constructor(store, onClose) {
    this.store = store;
    this.row = null;
    this.drawn = "";
    this.key = make("code", { class: "yn-detail-key" });
    this.meta = make("div", { class: "yn-detail-meta" });
    this.copy = make("button", { type: "button", class: "yn-button", onclick: () => this.copyValue() }, "Copy value");
    this.close = make("button", { type: "button", class: "yn-button yn-close", "aria-label": "Close", onclick: onClose }, "✕");
    this.sides = make("div", { class: "yn-sides" });
    const head = make("div", { class: "yn-detail-head" }, this.key, this.copy, this.close);
    this.node = make("section", { class: "yn-detail", "aria-label": "Whole value", hidden: "" }, head, this.meta, this.sides);
  }

  show(row) {
    this.row = row;
    this.drawn = "";
    this.node.hidden = !row;
    if (row) this.refresh();
  }

  refresh() {
    const { row, store } = this;
    if (!row) return;
    const after = this.after();
    const before = this.before();
    setText(this.meta, this.describe());
    const now = `${row.id} ${row.version} ${row.dead} ${after.text?.length} ${before.text?.length} ${after.note} ${before.note}`;
    if (now === this.drawn) return;
    this.drawn = now;
    const key = store.columns.findIndex((column) => column.kind === "key");
    setText(this.key, row.cells[key] ?? row.id);
    this.copy.disabled = after.text === null;
    this.sides.replaceChildren(...this.draw(before, after));
  }

  /** The value now: {title, text or null, note}. */
  after() {
    const { row, store } = this;
    const text = store.whole(row);
    const title = row.dead ? "Deleted. Last value" : this.named("Now", row.version);
    if (text === null) return { title, text, note: this.loading() };
    const answer = store.wholes.get(row.id);
    const cut = answer?.version === row.version && !answer.complete;
    return { title, text, note: cut ? `only the first ${bytes(text.length)} are shown` : "" };
  }

  /** The value before. */
  before() {
    const { row, store } = this;
    if (row.beforeVersion === 0) return { title: "Before", text: null, note: "nothing: this revision created the key" };
    if (row.beforeVersion === null)
      return { title: "Before", text: null, note: "not known: it has not changed since this table was opened" };
    const answer = store.wholes.get(row.id);
    const answered = answer?.version === row.version;
    const text = row.before ?? (answered ? answer.previous : null) ?? null;
    const title = this.named("Before", row.beforeVersion);
    if (text !== null) return { title, text, note: "" };
    return { title, text, note: answered ? "not kept" : this.loading() };
  }

  /** With its revision, where the versions of rows are some. */
  named(when, version) {
    return this.store.columns[this.store.valueAt]?.counted ? when : `${when} · revision ${version}`;
  }

  loading() {
    const { row, store } = this;
    if (row.dead || store.wholes.get(row.id)?.gone) return "the key is deleted, and this page held only the start of its value";
    if (store.doubt() && store.state() !== "reconnecting") return "the kernel does not answer, and this page holds only the start of the value";
    const since = store.ask(row);
    return Date.now() - since < 1500 ? "loading…" : "loading… the kernel is busy: it answers as soon as the running cell lets it";
  }

  describe() {
    const { row, store } = this;
    const value = row.cells[store.valueAt];
    const parts = Array.isArray(value) ? [bytes(value[1])] : [];
    store.columns.forEach((column, at) => {
      const apart = column.kind === "key" || column.kind === "value" || column.kind === "names";
      const text = apart ? "" : cellText(column, row.cells[at], row, store);
      if (text) parts.push(`${column.title.toLowerCase()} ${text}`);
    });
    return parts.join("  ·  ");
  }

  draw(before, after) {
    const lay = (side) => (side.text === null ? null : (prettyJson(side.text) ?? side.text));
    const texts = [lay(before), lay(after)];
    const comparable = texts.every((text) => text !== null && text.split("\n", DIFF_LINES + 1).length <= DIFF_LINES);
    const lines = comparable ? compareLines(...texts) : [null, null];
    return [this.side(before, texts[0], lines[0], "−"), this.side(after, texts[1], lines[1], "+")];
  }

  side({ title, note }, text, lines, sign) {
    const body = make("pre", { class: "yn-value", tabindex: "0", dir: "auto" });
    if (lines) {
      for (const [line, changed] of lines) {
        const node = make("div", { class: changed ? `yn-line yn-${sign === "+" ? "added" : "removed"}` : "yn-line" });
        node.append(make("span", { class: "yn-sign" }, changed ? sign : " "), make("bdi", {}, line));
        body.append(node);
      }
    } else if (text !== null) body.textContent = text;
    const node = make("div", { class: "yn-side" }, make("h4", {}, title));
    if (note) node.append(make("p", { class: "yn-note" }, note));
    if (text !== null) node.append(body);
    return node;
  }

  async copyValue() {
    try {
      await navigator.clipboard.writeText(this.store.whole(this.row));
      setText(this.copy, "Copied");
    } catch {
      setText(this.copy, "Not allowed");
    }
    setTimeout(() => setText(this.copy, "Copy value"), 1500);
  }
}

