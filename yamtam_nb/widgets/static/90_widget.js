// What the page calls: initialize once per model, render once per place.

/** The static picture above, for readers without a kernel, gives way to the table once that is on the page. */
function hideStill(el, frames = 100) {
  if (!el.isConnected) {
    if (frames > 0) requestAnimationFrame(() => hideStill(el, frames - 1));
    return;
  }
  const area = el.closest(".jp-OutputArea, .output_container, .output");
  for (const still of area?.querySelectorAll("table.yamtam-still") ?? []) {
    (still.closest(".jp-OutputArea-child") ?? still).style.display = "none";
  }
}

export default () => {
  let store;
  return {
    initialize({ model }) {
      store = new Store(model);
      model.on("msg:custom", (message) => store.receive(message));
      model.on("change:_snapshot", () => {
        store.adopt();
        store.schedule();
      });
      model.on("comm_live_update", () => {
        store.gone = true;
        store.schedule();
      });
      store.send({ t: "ready", seq: store.seq });
      return () => store.close();
    },
    render({ el }) {
      const root = make("div");
      el.append(root);
      const view = new TableView(store, root);
      hideStill(el);
      return () => view.destroy();
    },
  };
};
