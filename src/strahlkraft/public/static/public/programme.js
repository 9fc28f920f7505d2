// One's own programme without an account: stars are kept in this browser and in the address, nowhere else; and the
// programme stays readable without a network. Without script the stars are links that carry the choice in the address.
const root = document.querySelector("[data-schedule]");
const NAME = `programme:${root.dataset.schedule}`;
const CODE = /^[0-9A-Z]{6}$/;

function read() {
  try {
    return (JSON.parse(localStorage.getItem(NAME)) ?? []).filter((code) => CODE.test(code));
  } catch {
    return [];
  }
}

function write(codes) {
  try {
    localStorage.setItem(NAME, JSON.stringify(codes));
  } catch { /* a browser that keeps nothing: the address still does */ }
}

const asked = new URLSearchParams(location.search).get("meine");
const inAddress = (asked ?? "").split(".").filter((code) => CODE.test(code));
let mine = read();
if (root.dataset.own === undefined && inAddress.length) {
  mine = [...new Set([...mine, ...inAddress])];
  write(mine);
}
if (root.dataset.own !== undefined && asked === null && mine.length) location.replace(`${root.dataset.mine}?meine=${mine.join(".")}`);

function draw() {
  for (const star of document.querySelectorAll("[data-star]")) {
    const on = mine.includes(star.dataset.star);
    const [, title] = star.getAttribute("aria-label").split(/: (.*)/s);
    star.toggleAttribute("data-on", on);
    star.setAttribute("role", "button");
    star.setAttribute("aria-pressed", String(on));
    star.setAttribute("aria-label", `${root.dataset.remember}: ${title}`);
  }
  for (const count of document.querySelectorAll("[data-mine-count]")) count.textContent = String(mine.length);
  for (const link of document.querySelectorAll("[data-mine-link]")) link.href = root.dataset.mine + (mine.length ? `?meine=${mine.join(".")}` : "");
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  const star = event.target.closest("[data-star]");
  if (!star || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  toggle(star.dataset.star);
});
document.addEventListener("keydown", (event) => {
  const star = event.key === " " && event.target.closest?.("[data-star]");
  if (!star) return;
  event.preventDefault();
  toggle(star.dataset.star);
});

function toggle(code) {
  mine = mine.includes(code) ? mine.filter((own) => own !== code) : [...mine, code];
  write(mine);
  if (root.dataset.own !== undefined) location.replace(mine.length ? `${root.dataset.mine}?meine=${mine.join(".")}` : `${root.dataset.mine}?meine=`);
  else draw();
}

if (root.dataset.own === undefined || read().join() === inAddress.join()) draw();
new MutationObserver(draw).observe(root, { childList: true, subtree: false });
addEventListener("storage", (event) => { if (event.key === NAME) { mine = read(); draw(); } });
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
if ("serviceWorker" in navigator && location.pathname.startsWith(root.dataset.page)) navigator.serviceWorker.register(`${root.dataset.page}offline.js`, { scope: root.dataset.page }).catch(() => {});
