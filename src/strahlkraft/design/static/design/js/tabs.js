// Tabs that do not fit their row scroll: the current one is in sight from the start.
export function start(root) {
  for (const row of root.querySelectorAll(".tabs")) {
    const current = row.querySelector("[aria-current]");
    if (current && row.scrollWidth > row.clientWidth) {
      row.scrollLeft += current.getBoundingClientRect().right - row.getBoundingClientRect().right + row.clientWidth / 4;
    }
  }
}
