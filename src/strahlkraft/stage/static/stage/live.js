// A page that follows a stage: its clock, its words, its lists. Everything works without it, by reloading.
import { Clock, put } from "./clock.js";
import { start as pad } from "./pad.js";
import { follow } from "./stream.js";
import { guess, measure, now } from "./time.js";

const MEASURE_MS = 5 * 60 * 1000;
const RELOAD_MS = 30 * 1000; // expected hours move while somebody talks too long
const CLAP_MS = 2000;
const MOST_CLAPS = 20;
const LONG = 50; // letters of a title from which on it is set smaller, as on the page as it came
const root = document.querySelector("[data-live]");
const stage = root.dataset.stage ?? "";
const face = root.querySelector("[data-clock]");
const clock = face ? new Clock(face) : null;
const hour = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" });

if (clock) {
  const state = JSON.parse(face.parentElement.querySelector("script[type='application/json']").textContent);
  guess(state.at);
  clock.set(state);
}
measure();
setInterval(measure, MEASURE_MS);
for (const node of document.querySelectorAll("[data-hour]")) {
  const draw = () => put(node, hour.format(now()));
  draw();
  setInterval(draw, 1000);
}

const reloading = root.matches("[data-reload]");
let asked = null;
async function reload() {
  if (!reloading) return;
  if (asked) { asked.again = true; return; }
  asked = { again: false };
  const { again } = await renew().then(() => asked);
  asked = null;
  if (again) reload();
}
async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.id;
    for (const id of ["live", "deeds"]) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh) old.replaceWith(fresh);
    }
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  } catch { /* no network: what is shown stays */ }
}
if (reloading) setInterval(reload, RELOAD_MS);

follow(root.dataset.live, hear, (there) => {
  const line = document.querySelector("[data-line]");
  if (!line) return;
  line.hidden = there;
  put(line, there ? "" : line.dataset.lost);
  if (there) measure();
});

function hear(kind, data) {
  if (kind === "snapshot") {
    const own = data.stages[stage];
    if (own) { take(own); questions(own.questions); }
  } else if (data.stage === stage && kind === "clock") take(data);
  else if (data.stage === stage && kind === "question") questions(data);
  else if (kind === "applause") applause(data.counts);
  if (kind !== "applause") reload();
}

function take(state) {
  if (clock?.set(state)) name(state);
}

function name(state) {
  const item = state.now;
  const title = root.querySelector("[data-now-title]");
  if (title && item) {
    put(title, item.title);
    title.toggleAttribute("data-long", item.title.length > LONG);
  }
  put(root.querySelector("[data-now-body]"), item?.body ?? "");
  put(root.querySelector("[data-next-title]"), state.next[0]?.title ?? "");
  const list = root.querySelector("[data-next]");
  if (list) {
    list.replaceChildren(...state.next.slice(0, Number(list.dataset.next)).map(line));
    list.closest("section").hidden = !state.next.length;
  }
  pitch(item?.code ?? "");
}

function line({ title, body, starts }) {
  const row = document.createElement("li");
  const time = Object.assign(document.createElement("span"), { className: "screen__time", textContent: starts ? hour.format(starts) : "" });
  const what = document.createElement("span");
  what.append(Object.assign(document.createElement("strong"), { textContent: title }));
  if (body) what.append(document.createElement("br"), body);
  row.append(time, what);
  return row;
}

// The audience's page: what is on stage changes what people clap for and whom they write to.
let code = "";
function pitch(current) {
  const deeds = root.querySelector("[data-pitch]");
  if (!deeds || code === current) return;
  code = current;
  deeds.hidden = !current;
  deeds.querySelector("[data-contact-link]").href = deeds.dataset.contact.replace("CODE", current);
  deeds.querySelector("[data-page-link]").href = deeds.dataset.page.replace("CODE", current);
  put(deeds.querySelector("[data-applause]"), "0");
}

function applause(counts) {
  if (code in counts) put(root.querySelector("[data-applause]"), counts[code].toLocaleString(document.documentElement.lang));
}

function questions(data) {
  const list = root.querySelector("[data-questions]");
  if (!list || !data) return;
  const texts = data.shown.length ? data.shown.map(({ text }) => text) : [list.dataset.none];
  list.replaceChildren(...texts.map((textContent) => Object.assign(document.createElement("li"), { textContent, className: data.shown.length ? "" : "muted" })));
}

const clapping = root.querySelector("[data-clap]");
if (clapping) {
  let claps = 0;
  if (clock?.state?.now?.code) code = clock.state.now.code;
  clapping.addEventListener("submit", (event) => {
    event.preventDefault();
    claps = Math.min(MOST_CLAPS, claps + 1);
    const count = clapping.querySelector("[data-applause]");
    put(count, (Number(count.textContent.replace(/\D/g, "")) + 1).toLocaleString(document.documentElement.lang));
    if (claps === 1) setTimeout(hand, CLAP_MS);
  });
  function hand() {
    const body = new URLSearchParams({ code, claps });
    claps = 0;
    if (code) fetch(`/live/${root.dataset.live}/applause`, { method: "POST", body }).catch(() => { /* lost applause is lost */ });
  }
}

const presses = root.querySelector("[data-pad]");
if (presses) pad(presses, { done: reload, expect });

// What a press will do is shown before the server has said so.
function expect(deed) {
  clock.expect(deed, now());
  name(clock.state);
}
