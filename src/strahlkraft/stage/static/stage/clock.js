// The clock of a stage: counts by the server's time, between two messages and without any network.
import { now } from "./time.js";

const MINUTES_FROM = 600;
const LOOK_MS = 200;
const SOON_MS = 3 * 60 * 60 * 1000; // how long before the beginning a clock counts towards it

export function digits(seconds) {
  const size = Math.abs(seconds);
  if (size >= MINUTES_FROM) return String(Math.ceil(size / 60));
  return `${seconds < 0 ? "+" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
}

export class Clock {
  constructor(root) {
    this.root = root;
    this.marks = root.dataset.marks.split(",").map(Number);
    this.state = null;
    this.last = null;
    setInterval(() => this.draw(), LOOK_MS);
  }

  set(state) {
    if (this.state && state.revision < this.state.revision) return false;
    if (this.state?.now?.key !== state.now?.key) this.last = null;
    this.state = state;
    this.draw();
    return true;
  }

  // What a press will do, before the server has said so: only going on, the rest can wait for the network.
  expect(deed, at) {
    const [next] = this.state?.next ?? [];
    if (deed !== "next" || !next) return;
    const rest = this.state.next.slice(1);
    this.state = { ...this.state, now: { ...next, started: at, seconds: next.seconds ?? 180 }, next: rest, held_at: 0, held: 0, state: "running" };
    this.last = null;
    this.draw();
  }

  remaining() {
    const { now: item, held_at: heldAt, held } = this.state;
    const until = heldAt || now();
    return Math.ceil(item.seconds - (until - item.started - held) / 1000);
  }

  draw() {
    if (!this.state) return;
    const item = this.state.now;
    if (item) this.show(this.remaining(), item);
    else this.wait();
  }

  show(seconds, item) {
    const light = item.pause && seconds > 0 ? "calm" : this.light(seconds);
    const held = this.state.held_at > 0;
    this.face(seconds, light, held ? "held" : item.pause && seconds > 0 ? "pause" : light, 100 * Math.min(1, Math.max(0, seconds / item.seconds)));
    this.root.toggleAttribute("data-held", held);
    if (!item.pause && !held) this.say(seconds);
  }

  wait() {
    const starts = this.state.next[0]?.starts ?? 0;
    const left = starts - now();
    if (this.state.state === "ended") this.face(null, "none", "ended", 0);
    else if (left > 0 && left < SOON_MS) this.face(Math.ceil(left / 1000), "none", "until", 0);
    else this.face(null, "none", "none", 0);
  }

  light(seconds) {
    const [soon, close, last] = this.marks;
    if (seconds > soon) return "calm";
    if (seconds > close) return "soon";
    if (seconds > last) return "close";
    return seconds > 0 ? "last" : "over";
  }

  face(seconds, light, word, left) {
    const root = this.root;
    put(root.querySelector("[data-clock-digits]"), seconds === null ? "–:––" : digits(seconds));
    put(root.querySelector("[data-clock-word]"), root.dataset[`word${word[0].toUpperCase()}${word.slice(1)}`] ?? "");
    root.querySelector("[data-clock-unit]").hidden = seconds === null || Math.abs(seconds) < MINUTES_FROM;
    root.querySelector("[data-clock-ring]").setAttribute("stroke-dasharray", `${left.toFixed(1)} 100`);
    if (root.dataset.light !== light) root.dataset.light = light;
  }

  // Screen readers hear four words in a pitch, never every second.
  say(seconds) {
    const before = this.last;
    this.last = seconds;
    if (before === null) return;
    const passed = this.marks.filter((mark) => seconds <= mark && mark < before);
    if (passed.length) put(this.root.querySelector("[data-clock-said]"), this.root.getAttribute(`data-word-said-${Math.min(...passed)}`));
  }
}

export function put(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}
