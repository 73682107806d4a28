// A live table: rows that the kernel pushes, drawn here, and kept drawn while a cell runs.
//
// The files of this directory are joined in the order of their names into one module (a widget is
// loaded as one), so they share one scope:
//
//   10_text, 20_order   pure functions, exported for their own tests
//   30_store            one per model: rows, sequence number, what the kernel says of itself
//   40..80              one per place on the page: cells, signs, detail panel, bars, columns, the table itself
//   90_widget           what the page calls
//
// Nothing here has to ask the kernel for anything in order to stay live. Keys and values are hostile
// text: they only ever reach the page through textContent.

const ROW = 25; // height of a row, px
const OVERSCAN = 8; // rows drawn above and below what can be seen
const LINGER = 5000; // ms that a deleted row stays, struck through
const FLASH = 1200; // ms that a changed row takes to cool, and until it may flash again (WCAG 2.3.1: below three a second)
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const BEATS = 3; // heartbeats that may fail to come before the table says so
const TICK = 500; // ms between two looks at the clock
const SAVED_ROWS = 100; // rows that a saved notebook keeps, if it keeps widget state at all
const DIFF_LINES = 600; // longer texts are shown without comparing them line by line
const ROOMY = 240; // px that a column of values without a width of its own gets at least
const SNUG = 150; // and any other such column
const EDGE = 16; // px below the last row, where a scroll bar may be
const FEWEST = 4; // rows that there is always room for
const IDLE = 70; // px of a lease column without leases
const ENDED = ["stopped", "failed", "closed"]; // states from which the source does not come back

// What it means for the table that its source is not live.
const DOUBTS = {
  connecting: "waiting for etcd",
  reconnecting: "connection lost, trying again",
  "re-syncing": "overtaken by a compaction, reading everything anew",
  failed: "failed, this is the last picture",
  closed: "the client is closed, this is the last picture",
};
