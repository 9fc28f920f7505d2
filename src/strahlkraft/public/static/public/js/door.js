// The door: ticks and scans count at once on this device and are sent as soon as there is a network.
const root = document.querySelector("[data-door]");
const KEY = `door:${location.pathname}`;
const LOOK = 20_000; // milliseconds between two looks at what other doors let in
const AGAIN = 5_000; // and between two tries to send
const SAME = 3_000; // one code held before the camera counts once in this time
const words = root.dataset;
const list = root.querySelector("[data-list]");
const rows = new Map([...list.children].map((row) => [row.dataset.badge, row]));
let kept = read();
let sending = false;
let away = !navigator.onLine;

if (Date.now() > Date.parse(words.forgetAt)) forget();
else start();

function read() {
  try {
    return { queue: [], refused: [], people: [], ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { queue: [], refused: [], people: [] };
  }
}

function save() {
  kept.people = [...rows.values()].map((row) => ({ badge: row.dataset.badge, name: row.dataset.name, seats: Number(row.dataset.seats), came: Number(row.dataset.came) }));
  localStorage.setItem(KEY, JSON.stringify(kept));
}

function start() {
  root.classList.add("door--live");
  if (Number(words.made) > (kept.at ?? 0)) {
    // a page fresh from the server knows what it was told; what waits here comes on top
    kept.at = Number(words.made);
    for (const scan of kept.queue) count(scan.badge, scan.people);
  } else for (const one of kept.people) show(one); // a page kept for bad times knows less than this device
  list.addEventListener("submit", ticked);
  root.querySelector("[data-search]").addEventListener("input", (event) => filter(event.target.value));
  root.querySelector("[data-search-form]").addEventListener("submit", (event) => event.preventDefault());
  root.querySelector("[data-forget]").addEventListener("click", forget);
  root.querySelector("[data-refused]").addEventListener("click", dismiss);
  addEventListener("online", send);
  addEventListener("offline", () => tell(true));
  setInterval(() => kept.queue.length && send(), AGAIN);
  setInterval(look, LOOK);
  for (const element of root.querySelectorAll("[data-live-only]")) element.hidden = false;
  camera();
  serviceWorker();
  save();
  draw();
  if (kept.queue.length) send();
  else look();
}

// ---- the list

function show({ badge, name, seats, came }) {
  const row = rows.get(badge) ?? add(badge);
  Object.assign(row.dataset, { name, seats, came });
  row.querySelector("[data-person]").textContent = name;
  const left = seats - came;
  row.querySelector("[data-state]").textContent = seats < 2 ? "" : came ? fill(words.textCame, { came, seats }) : fill(words.textPeople, { seats });
  row.classList.toggle("door-row--in", left <= 0);
  row.querySelector("[data-one]").hidden = left <= 0;
  row.querySelector("[data-in]").hidden = left > 0;
  const all = row.querySelector("[data-all]");
  all.hidden = left < 2;
  all.value = left;
  all.querySelector("[data-all-word]").textContent = fill(words.textAll, { n: left });
}

function add(badge) {
  const row = document.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
  row.dataset.badge = badge;
  rows.set(badge, row);
  list.append(row);
  return row;
}

function count(badge, people) {
  const row = rows.get(badge);
  if (row) show({ badge, name: row.dataset.name, seats: Number(row.dataset.seats), came: Math.min(Number(row.dataset.seats), Number(row.dataset.came) + people) });
}

function filter(typed) {
  const wanted = plain(typed);
  for (const row of rows.values()) row.hidden = !plain(row.dataset.name).includes(wanted);
}

function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

// ---- somebody comes in

function ticked(event) {
  event.preventDefault();
  tick(event.target.closest("[data-badge]").dataset.badge, Number(event.submitter?.value || 1));
}

function tick(badge, people) {
  const row = rows.get(badge);
  if (!row) {
    // perhaps registered a moment ago: the server knows
    queue(badge, people);
    return announce("unknown", words.textUnknown, away ? words.textAsked : "");
  }
  const { name } = row.dataset;
  const seats = Number(row.dataset.seats);
  if (Number(row.dataset.came) + people > seats) return announce("twice", name, fill(words.textTwice, { came: row.dataset.came, seats }));
  count(badge, people);
  queue(badge, people);
  announce("in", name, seats > 1 ? fill(words.textCame, { came: row.dataset.came, seats }) : words.textIn);
}

function queue(badge, people) {
  kept.queue.push({ uid: crypto.randomUUID?.() ?? uuid(), badge, people, scanned_at: new Date().toISOString() });
  save();
  draw();
  send();
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function announce(kind, title, detail) {
  const box = root.querySelector("[data-said]");
  for (const part of box.querySelectorAll("[data-kind]")) part.hidden = part.dataset.kind !== kind;
  box.dataset.now = kind;
  box.hidden = false;
  box.querySelector("[data-title]").textContent = title;
  box.querySelector("[data-detail]").textContent = detail;
  navigator.vibrate?.(kind === "in" ? 80 : [80, 80, 80]);
}

// ---- the network

async function send() {
  if (sending || !kept.queue.length) return;
  sending = true;
  const batch = kept.queue.slice(0, 200);
  try {
    const answer = await fetch("scans/", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(batch), signal: AbortSignal.timeout(15_000) });
    if (answer.status === 404) return ended();
    if (!answer.ok) throw new Error(answer.status);
    take(await answer.json(), batch);
    tell(false);
  } catch {
    tell(true);
  } finally {
    sending = false;
  }
  if (!away && kept.queue.length) send();
}

function take({ answers, at }, batch) {
  const done = new Set(batch.map((scan) => scan.uid));
  kept.queue = kept.queue.filter((scan) => !done.has(scan.uid));
  for (const answer of answers) {
    if (answer.name) {
      const waiting = kept.queue.filter((scan) => scan.badge === answer.badge).reduce((sum, scan) => sum + scan.people, 0);
      show({ ...answer, came: Math.min(answer.seats, answer.came + waiting) });
    }
    if (answer.state === "refused") {
      kept.refused.push({ name: answer.name ?? words.textUnknown, reason: answer.reason, at: batch.find((scan) => scan.uid === answer.uid)?.scanned_at });
      announce("twice", answer.name ?? words.textUnknown, answer.reason);
    }
  }
  kept.at = at;
  save();
  draw();
}

async function look() {
  if (kept.queue.length || document.hidden) return;
  try {
    const answer = await fetch("liste.json", { signal: AbortSignal.timeout(15_000) });
    if (answer.status === 404) return ended();
    if (!answer.ok) throw new Error(answer.status);
    const { people, at } = await answer.json();
    if (kept.queue.length) return; // somebody came in meanwhile
    const present = new Set(people.map((one) => one.badge));
    for (const [badge, row] of rows) if (!present.has(badge)) { row.remove(); rows.delete(badge); }
    people.forEach(show);
    kept.at = at;
    save();
    tell(false);
  } catch {
    tell(true);
  }
}

function tell(gone) {
  away = gone;
  draw();
}

function draw() {
  const waiting = kept.queue.length;
  const state = away ? "away" : waiting ? "waiting" : "fine";
  const line = root.querySelector("[data-network]");
  if (line.dataset.now !== state) line.dataset.now = state;
  for (const part of line.querySelectorAll("[data-kind]")) part.hidden = part.dataset.kind !== state;
  const text = waiting ? fill(waiting === 1 ? words.textWaitingOne : words.textWaitingMany, { n: waiting }) : away ? words.textAway : words.textFine;
  const target = line.querySelector("[data-text]");
  if (target.textContent !== text) target.textContent = text;
  const came = [...rows.values()].reduce((sum, row) => sum + Number(row.dataset.came), 0);
  root.querySelector("[data-came]").textContent = came;
  root.querySelector("[data-left]").textContent = [...rows.values()].reduce((sum, row) => sum + Number(row.dataset.seats), 0) - came;
  const conflicts = root.querySelector("[data-refused]");
  conflicts.hidden = !kept.refused.length;
  conflicts.querySelector("ul").replaceChildren(...kept.refused.map(({ name, reason, at }) => {
    const item = document.createElement("li");
    item.textContent = `${at ? new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }) : ""} ${name}: ${reason}`;
    return item;
  }));
}

function dismiss(event) {
  if (!event.target.closest("[data-dismiss]")) return;
  kept.refused = [];
  save();
  draw();
}

async function serviceWorker() {
  if (!("serviceWorker" in navigator)) return; // not over plain http: the list works on, but not over a reload
  try {
    await navigator.serviceWorker.register("dienst.js");
    const { active } = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => new URL(name).pathname.startsWith("/static/"));
    const decoder = [words.decoder, words.decoder.replace(/[^/]+$/, "index.js")].map((path) => new URL(path, location).href);
    active.postMessage({ keep: [new URL(location.pathname, location).href, ...parts, ...decoder] });
  } catch {
    // no worker here: as above
  }
}

function ended() {
  announce("unknown", words.textEnded, "");
  wipe();
}

async function wipe() {
  localStorage.removeItem(KEY);
  for (const own of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    if (own.scope !== new URL(location.pathname, location).href) continue;
    own.active?.postMessage({ forget: true });
    await own.unregister();
  }
  await globalThis.caches?.delete(`door:${new URL(location.pathname, location).href}`);
}

async function forget() {
  if (kept.queue.length) await send();
  if (kept.queue.length) return announce("twice", words.textKeepWaiting, "");
  await wipe();
  rows.clear();
  list.replaceChildren();
  announce("in", words.textForgotten, "");
}

// ---- the camera

function camera() {
  const button = root.querySelector("[data-camera]");
  if (!navigator.mediaDevices?.getUserMedia) return;
  button.hidden = false;
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop(button) : watch(button)));
}

async function watch(button) {
  const video = root.querySelector("video");
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch {
    return announce("twice", words.textNoCamera, "");
  }
  button.setAttribute("aria-pressed", "true");
  root.querySelector("[data-camera-view]").hidden = false;
  await video.play();
  const detector = await reader();
  const seen = new Map();
  while (button.getAttribute("aria-pressed") === "true") {
    const found = await detector.detect(video).catch(() => []);
    for (const { rawValue } of found) {
      const badge = /\/mitmachen\/plakette\/([0-9a-f-]{36})\/?$/i.exec(rawValue)?.[1]?.toLowerCase();
      if (Date.now() - (seen.get(rawValue) ?? 0) > SAME) badge ? tick(badge, 1) : announce("unknown", words.textNoBadge, "");
      seen.set(rawValue, Date.now());
    }
    await new Promise((go) => setTimeout(go, 150));
  }
}

function stop(button) {
  const video = root.querySelector("video");
  button.setAttribute("aria-pressed", "false");
  root.querySelector("[data-camera-view]").hidden = true;
  video.srcObject?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
}

async function reader() {
  const own = "BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  const Detector = own ? BarcodeDetector : (await import(words.decoder)).BarcodeDetector;
  return new Detector({ formats: ["qr_code"] });
}
