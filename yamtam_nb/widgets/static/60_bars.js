// The bar above the table (state, title, filter, pause) and the line of facts below it.

class Bars {
  constructor(store, { find, leave }) {
    this.store = store;
    this.find = find;
    this.leave = leave;
    this.facts = {};
    this.top = this.buildTop();
    this.foot = this.buildFoot();
  }

  buildTop() {
    const { store } = this;
    this.dot = make("span", { class: "yn-dot", "aria-hidden": "true" });
    this.word = make("span", { class: "yn-word" });
    this.doubt = make("span", { class: "yn-doubt" });
    const what = store.columns.some((column) => column.kind === "value" && !column.hidden) ? "Filter key or value" : "Filter";
    this.filter = make("input", {
      type: "search", class: "yn-filter", placeholder: what, "aria-label": what,
      title: "Press / to come here, Escape to clear", spellcheck: "false", autocomplete: "off",
      oninput: () => this.onType(), onkeydown: (event) => this.onKey(event),
    });
    this.pause = make("button", {
      type: "button", class: "yn-button yn-pause", "aria-pressed": "false", onclick: () => store.pause(!store.held),
    });
    this.buttons = (store.model.get("_buttons") ?? []).map((button) => new StatusButton(store, button));
    const state = make("span", { class: "yn-state" }, this.dot, this.word);
    const title = make("code", { class: "yn-title" }, store.title);
    const buttons = this.buttons.map((button) => button.node);
    return make("div", { class: "yn-bar" }, state, title, this.doubt, ...buttons, this.filter, this.pause);
  }

  buildFoot() {
    const fact = (name) => (this.facts[name] = make("span", { class: `yn-fact yn-fact-${name}` }));
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 60 14", class: "yn-spark", "aria-hidden": "true", preserveAspectRatio: "none" }))
      svg.setAttribute(name, value);
    this.line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
    svg.append(this.line);
    return make(
      "div", { class: "yn-foot" },
      fact("rows"), fact("statuses"), fact("revision"), fact("rate"), svg, fact("age"), fact("reconnects"), fact("gaps"),
    );
  }

  draw(shown) {
    const { store } = this;
    const state = store.state();
    const paused = Boolean(store.held);
    const doubt = store.doubt();
    this.dot.dataset.state = paused && !doubt ? "paused" : state;
    setText(this.word, paused && !doubt ? "paused" : state === "silent" ? "no word" : state);
    const waiting = paused ? `paused, ${plural(store.waiting, "change", "changes")} waiting` : "";
    setText(this.doubt, doubt && paused ? `${doubt} (${waiting})` : doubt || waiting);
    setText(this.pause, paused ? "Resume" : "Pause");
    this.pause.setAttribute("aria-pressed", String(paused));
    this.drawFacts(store.status, shown, doubt);
  }

  drawFacts(status, shown, doubt) {
    const { store, facts } = this;
    const all = Math.max(status.total ?? 0, store.rows.size - store.dead.size);
    const total = plural(all, store.noun.replace(/s$/, ""), store.noun);
    setText(facts.rows, shown === all ? total : `showing ${count(shown)} of ${total}`);
    this.drawStatuses();
    setText(facts.revision, `revision ${status.revision}`);
    setText(facts.rate, `${perSecond(doubt ? 0 : (status.rate ?? 0))} changes/s`);
    setText(facts.age, status.last ? `last change ${ago(store.now() - status.last)}` : "no change yet");
    setText(facts.reconnects, status.reconnects ? plural(status.reconnects, "reconnect", "reconnects") : "");
    const gap = status.gap;
    const gaps = status.gaps > 1 ? ` (${status.gaps} gaps)` : "";
    setText(facts.gaps, gap ? `compacted, re-synced at revision ${gap.upto}${gaps}` : "");
    facts.gaps.title = gap ? `Changes in revisions ${gap.after + 1} to ${gap.upto} could not be seen one by one: ${gap.reason}` : "";
  }

  drawStatuses() {
    const counts = this.store.statusAt < 0 ? new Map() : tally(this.store);
    for (const button of this.buttons) button.draw(counts);
    setText(this.facts.statuses, inWords(counts));
  }

  drawRates() {
    const { rates } = this.store;
    const top = Math.max(1, ...rates);
    const points = rates.map((rate, at) => `${60 - rates.length + at},${(13 - (12 * rate) / top).toFixed(1)}`);
    this.line.setAttribute("points", points.join(" "));
    this.line.parentNode.style.display = points.length > 1 ? "" : "none";
  }

  onType() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.find(this.filter.value), 120);
  }

  onKey(event) {
    if (event.key === "Escape" && this.filter.value) {
      this.filter.value = "";
      this.find("");
      event.stopPropagation();
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      clearTimeout(this.typing);
      this.find(this.filter.value);
      this.leave();
    }
  }

  destroy() {
    clearTimeout(this.typing);
  }
}
