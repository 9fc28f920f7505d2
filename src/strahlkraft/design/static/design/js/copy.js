// "Copy" buttons: data-copy holds the text, data-copied the word that confirms.
export function start(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy || location.href);
      const word = button.querySelector("span") ?? button;
      const before = word.textContent;
      word.textContent = button.dataset.copied;
      setTimeout(() => { word.textContent = before; }, 2000);
    });
  }
}
