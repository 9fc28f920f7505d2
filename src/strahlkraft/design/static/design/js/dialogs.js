// Buttons that open dialogs, and the keys of the workspace.
export function start(root) {
  for (const button of root.querySelectorAll("[data-dialog]")) {
    button.hidden = false;
    button.addEventListener("click", () => root.getElementById(button.dataset.dialog)?.showModal());
  }
  for (const dialog of root.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }
  let before = "";
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const pressed = before === "g" ? `g ${event.key}` : event.key;
    before = event.key;
    if (act(root, pressed)) { event.preventDefault(); before = ""; }
  });
}

function act(root, key) {
  if (root.querySelector("dialog[open]")) return false;
  if (key === "?") {
    const dialog = root.getElementById("shortcuts");
    dialog?.showModal();
    return Boolean(dialog);
  }
  const target = root.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.matches("input, textarea")) target.focus();
  else target.click();
  return true;
}
