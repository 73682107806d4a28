// Headings: titles that sort, and widths that can be dragged.

class Columns {
  constructor(store, { sort, changed, fit }) {
    this.store = store;
    this.sort = sort;
    this.changed = changed;
    this.fit = fit;
    this.widths = store.columns.map((column) => column.width);
    this.dragged = new Set();
    this.heads = store.columns.map((column, at) => this.build(column, at));
  }

  build(column, at) {
    const title = "Sort by this column (Shift+← and Shift+→ change its width)";
    const button = make(
      "button", { type: "button", class: "yn-sort", title, onclick: () => this.sort(at), onkeydown: (event) => this.onKey(event, at) },
      make("span", {}, column.title), make("span", { class: "yn-arrow", "aria-hidden": "true" }),
    );
    const grip = make("span", {
      class: "yn-grip", "aria-hidden": "true", title: "Drag to change the width, double-click to fit",
      onpointerdown: (event) => this.onGrip(event, at), ondblclick: () => this.setWidth(at, this.fit(at)),
    });
    return make("th", { role: "columnheader", scope: "col", ...this.cell(column, at) }, button, grip);
  }

  /** What the cells of a column have in common. Their width is a variable of the table: one change moves all. */
  cell(column, at) {
    const hidden = column.hidden ? "" : null;
    return { class: `yn-${column.kind}`, "aria-colindex": at + 1, style: `width: var(--yn-w${at})`, hidden };
  }

  draw(sorted, down) {
    this.heads.forEach((head, at) => {
      const order = at !== sorted ? "none" : down ? "descending" : "ascending";
      if (head.getAttribute("aria-sort") !== order) head.setAttribute("aria-sort", order);
    });
  }

  /** Give every column its width; one without takes what is left of `room`. */
  layout(table, room) {
    const wide = this.shrunk(room);
    const free = room - wide.reduce((sum, width) => sum + width, 0);
    const flexible = wide.filter((width, at) => this.flexible(width, at)).length;
    const final = wide.map((width, at) => (this.flexible(width, at) ? Math.max(this.least(at), Math.floor(free / flexible)) : width));
    final.forEach((width, at) => table.style.setProperty(`--yn-w${at}`, `${width}px`));
    table.style.width = `${final.reduce((sum, width) => sum + width, 0)}px`;
  }

  /** The widths; where room is short, the wide columns that nobody has dragged give some of theirs. */
  shrunk(room) {
    const widths = this.widths.map((width, at) => (this.idle(at) ? IDLE : width));
    const wanted = widths.reduce((sum, width, at) => sum + (this.flexible(width, at) ? this.least(at) : width), 0);
    const rigid = (width, at) => this.dragged.has(at) || width < 140 || this.store.columns[at].kind === "ttl";
    const able = widths.map((width, at) => (rigid(width, at) ? 0 : width * 0.45));
    const most = able.reduce((sum, width) => sum + width, 0);
    const share = most ? Math.min(1, Math.max(0, wanted - room) / most) : 0;
    return widths.map((width, at) => Math.floor(width - able[at] * share));
  }

  /** Whether a column takes what the others leave. */
  flexible(width, at) {
    return !width && !this.store.columns[at].hidden;
  }

  least(at) {
    return this.store.columns[at].kind === "value" ? ROOMY : SNUG;
  }

  /** A column of leases takes little room until there is one. */
  idle(at) {
    return at === this.store.leaseAt && !this.store.leased && !this.dragged.has(at);
  }

  setWidth(at, width) {
    this.dragged.add(at);
    this.widths[at] = Math.round(Math.min(2000, Math.max(48, width)));
    this.changed();
  }

  onGrip(event, at) {
    event.preventDefault();
    const grip = event.target;
    const start = event.clientX;
    const width = this.heads[at].offsetWidth;
    grip.setPointerCapture(event.pointerId);
    const move = (moved) => this.setWidth(at, width + moved.clientX - start);
    grip.addEventListener("pointermove", move);
    grip.addEventListener("lostpointercapture", () => grip.removeEventListener("pointermove", move), { once: true });
  }

  onKey(event, at) {
    if (!event.shiftKey || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
    event.preventDefault();
    this.setWidth(at, this.heads[at].offsetWidth + (event.key === "ArrowLeft" ? -16 : 16));
  }
}
