// The table itself: only the rows that can be seen are in the page, however many there are.

class TableView {
  constructor(store, root) {
    this.store = store;
    this.root = root;
    this.order = new Order(store);
    this.dirty = new Set(); // rows that changed since the last frame
    this.drawn = new Map(); // row -> its <tr>
    this.spare = [];
    this.active = null; // the row that the keyboard is on
    this.tall = 0;
    this.most = -1; // rows that there was ever room for
    this.build();
    this.resized = new ResizeObserver(() => this.layout());
    this.resized.observe(this.scroller);
    store.attach(this);
    this.order.rebuild();
    this.tick();
  }

  destroy() {
    this.store.detach(this);
    this.resized.disconnect();
    this.bars.destroy();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.cooling);
  }

  build() {
    const { store } = this;
    this.detail = new Detail(store, () => this.open(null));
    this.bars = new Bars(store, { find: (text) => this.find(text), leave: () => this.table.focus() });
    this.columns = new Columns(store, {
      sort: (at) => this.sortBy(at), changed: () => this.layout(), fit: (at) => this.widest(at) + 24,
    });
    this.root.classList.add("yn-table");
    this.root.append(this.bars.top, this.buildGrid(), this.detail.node, this.bars.foot);
    this.root.addEventListener("keydown", (event) => this.onRootKey(event));
  }

  buildGrid() {
    const { store, columns } = this;
    this.above = make("tr", { class: "yn-pad" });
    this.below = make("tr", { class: "yn-pad" });
    this.body = make("tbody", { role: "rowgroup" });
    this.table = make(
      "table",
      { role: "grid", "aria-label": `${store.title}, live`, "aria-readonly": "true", "aria-live": "off", tabindex: "0" },
      make("thead", { role: "rowgroup" }, make("tr", { role: "row", "aria-rowindex": "1" }, ...columns.heads)),
      make("tbody", { "aria-hidden": "true" }, this.above), this.body, make("tbody", { "aria-hidden": "true" }, this.below),
    );
    this.table.addEventListener("keydown", (event) => this.onGridKey(event));
    this.body.addEventListener("click", (event) => this.onClick(event));
    this.body.addEventListener("mouseover", (event) => this.onHover(event));
    this.empty = make("div", { class: "yn-empty" });
    this.scroller = make("div", { class: "yn-scroll", onscroll: () => this.schedule() }, this.table, this.empty);
    return this.scroller;
  }

  // ---- drawing

  schedule() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  tick() {
    if (document.hidden) return;
    this.bars.drawRates();
    this.schedule();
  }

  layout() {
    this.tall = this.scroller.clientHeight;
    this.leased = this.store.leased;
    this.columns.layout(this.table, this.scroller.clientWidth);
    this.schedule();
  }

  draw() {
    if (this.dirty.size) this.settle();
    if (this.leased !== this.store.leased) this.layout();
    const { rows } = this.order;
    this.grow(rows.length);
    const from = Math.max(0, Math.min(Math.floor(this.scroller.scrollTop / ROW), rows.length) - OVERSCAN);
    const upto = Math.min(rows.length, from + Math.ceil(this.tall / ROW) + 2 * OVERSCAN);
    this.above.style.height = `${from * ROW}px`;
    this.below.style.height = `${(rows.length - upto) * ROW}px`;
    this.warm = false;
    this.drawRows(rows.slice(from, upto), from);
    this.drawAround();
    if (this.warm) this.cooling ??= setTimeout(() => this.cool(), 100);
  }

  /** Room for the rows that there are, up to the height that was asked for. It is not given back: a page must not jump. */
  grow(rows) {
    if (rows <= this.most) return;
    this.most = Math.max(rows, FEWEST);
    const height = this.columns.heads[0].offsetHeight + ROW * this.most + EDGE;
    this.scroller.style.height = `${Math.min(this.store.model.get("_height"), height)}px`;
  }

  cool() {
    this.cooling = null;
    this.schedule();
  }

  /** Take in what changed, and keep what is being read where it is although rows come and go above it. */
  settle() {
    const { order, scroller } = this;
    const first = scroller.scrollTop > 0 ? Math.floor(scroller.scrollTop / ROW) : -1;
    const top = order.rows[first];
    const leaving = order.settle(this.dirty);
    this.dirty.clear();
    if (!top || leaving.has(top)) return;
    const moved = order.indexOf(top) - first;
    if (moved) scroller.scrollTop += moved * ROW;
  }

  drawRows(wanted, from) {
    const keep = new Set(wanted);
    for (const [row, tr] of this.drawn) {
      if (keep.has(row)) continue;
      this.drawn.delete(row);
      this.spare.push(tr);
    }
    let next = this.body.firstChild;
    wanted.forEach((row, index) => {
      const tr = this.drawn.get(row) ?? this.take(row);
      if (tr === next) next = tr.nextSibling;
      else this.body.insertBefore(tr, next);
      this.paint(tr, row, from + index);
    });
    while (next) {
      const tr = next;
      next = tr.nextSibling;
      tr.remove();
    }
  }

  take(row) {
    const tr = this.spare.pop() ?? make("tr", { role: "row" }, ...this.store.columns.map((column, at) =>
      make("td", { role: "gridcell", ...this.columns.cell(column, at) })));
    tr.row = row;
    this.drawn.set(row, tr);
    return tr;
  }

  paint(tr, row, index) {
    const classes = ["yn-row"];
    if (index % 2) classes.push("yn-odd");
    if (row.dead) classes.push("yn-dead");
    if (row.cells[this.store.statusAt]?.[1] === "bad") classes.push("yn-away");
    if (row === this.active) classes.push("yn-active");
    if (row === this.detail.row) classes.push("yn-open");
    const name = classes.join(" ");
    if (tr.className !== name) tr.className = name;
    if (tr.index !== index) tr.setAttribute("aria-rowindex", (tr.index = index) + 2);
    if (row === this.active) this.point(tr);
    this.store.columns.forEach((column, at) => {
      if (!column.hidden) writeCell(tr.cells[at], column, row, row.cells[at], this.store, this.order.needle);
    });
    this.flash(tr, row);
  }

  /** Tell assistive technology which row the keyboard is on. */
  point(tr) {
    tr.id ||= `yn-${Math.random().toString(36).slice(2)}`;
    if (this.table.getAttribute("aria-activedescendant") !== tr.id) this.table.setAttribute("aria-activedescendant", tr.id);
  }

  /**
   * Warm a row that has just changed, and let it cool. In steps set from here, about ten a second: animations
   * of the style sheet would repaint the page at the screen's full rate for as long as anything changes.
   */
  flash(tr, row) {
    const now = Date.now();
    if (row.at !== row.lit && now - (row.since ?? 0) >= FLASH) {
      row.lit = row.at;
      row.since = now - row.at < FLASH ? row.at : 0;
    }
    const heat = row.since && !row.dead ? 1 - (now - row.since) / FLASH : 0;
    const shown = heat > 0 ? (CALM.matches ? 50 : Math.ceil(heat * 10) * 10) : 0;
    if (shown) this.warm = true;
    if (tr.heat === shown) return;
    tr.heat = shown;
    if (!shown) {
      tr.removeAttribute("data-how");
      return;
    }
    tr.dataset.how = row.how;
    tr.style.setProperty("--yn-heat", `${shown}%`);
  }

  drawAround() {
    const { order, store } = this;
    const lingering = [...store.dead].filter((row) => order.keys.has(row)).length;
    this.root.classList.toggle("yn-stale", Boolean(store.doubt()));
    this.columns.draw(order.at, order.down);
    this.bars.draw(order.rows.length - lingering);
    this.detail.refresh();
    const total = String(order.rows.length + 1);
    if (this.table.getAttribute("aria-rowcount") !== total) this.table.setAttribute("aria-rowcount", total);
    this.empty.hidden = order.rows.length > 0;
    setText(this.empty, order.needle && store.rows.size ? `No ${store.noun} match “${order.needle}”` : `No ${store.noun} yet`);
  }

  // ---- what the user does

  sortBy(at) {
    this.order.sortBy(at);
    this.schedule();
  }

  find(text) {
    this.order.find(text);
    this.scroller.scrollTop = 0;
    this.schedule();
  }

  /** Width of the longest text that is drawn in a column at the moment. */
  widest(at) {
    const range = document.createRange();
    return Math.max(48, ...[...this.drawn.values()].map((tr) => {
      range.selectNodeContents(tr.cells[at]);
      return range.getBoundingClientRect().width;
    }));
  }

  onClick(event) {
    const row = event.target.closest("tr")?.row;
    if (!row || String(getSelection())) return; // a click that ends a selection is not a click on the row
    this.active = row;
    this.open(row === this.detail.row ? null : row);
  }

  onHover(event) {
    const td = event.target.closest("td");
    if (td && td.scrollWidth > td.clientWidth) td.title = td.textContent;
    else td?.removeAttribute("title");
  }

  onRootKey(event) {
    if (event.key === "Escape" && this.detail.row) {
      this.open(null);
      this.table.focus({ preventScroll: true });
    } else if (event.key === "/" && !event.target.matches("input")) {
      event.preventDefault();
      this.bars.filter.focus();
      this.bars.filter.select();
    }
  }

  onGridKey(event) {
    if (event.target !== this.table || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.tall / ROW) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) {
      event.preventDefault();
      this.move(steps[event.key]);
    } else if ((event.key === "Enter" || event.key === " ") && this.active) {
      event.preventDefault();
      this.open(this.active === this.detail.row ? null : this.active);
    }
  }

  move(step) {
    const { rows } = this.order;
    if (!rows.length) return;
    const here = this.active ? this.order.indexOf(this.active) : -1;
    const start = here < 0 ? Math.floor(this.scroller.scrollTop / ROW) - (Math.abs(step) === 1 ? step : 0) : here;
    const index = Math.min(rows.length - 1, Math.max(0, start + step));
    this.active = rows[index];
    this.reveal(index);
    if (this.detail.row) this.open(this.active);
    this.schedule();
  }

  reveal(index) {
    const head = this.columns.heads[0].offsetHeight;
    const top = index * ROW;
    const { scrollTop } = this.scroller;
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top + ROW > scrollTop + this.tall - head) this.scroller.scrollTop = top + ROW - this.tall + head;
  }

  open(row) {
    this.detail.show(row);
    this.schedule();
  }
}
