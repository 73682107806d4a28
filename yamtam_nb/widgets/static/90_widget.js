// What the page calls: initialize once per model, render once per place.

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
      return () => view.destroy();
    },
  };
};
