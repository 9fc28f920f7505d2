// The server's clock, measured: every screen counts by it, whatever the device's own clock says.
const KEY = "server-clock";
const PROBES = 5;
let offset = Number(read()) || 0;

export const now = () => Date.now() + offset;

// A first guess from the page itself, until it is measured.
export function guess(at) {
  if (!read() && at) offset = at - Date.now();
}

export async function measure() {
  let best = Infinity;
  for (let probe = 0; probe < PROBES; probe += 1) {
    try {
      const asked = performance.now();
      const answer = await fetch("/live/time", { cache: "no-store" });
      const { now: told } = await answer.json();
      const took = performance.now() - asked;
      if (took < best) { best = took; offset = told + took / 2 - Date.now(); }
    } catch { return; } // no network: the last measure holds
  }
  try { sessionStorage.setItem(KEY, String(offset)); } catch { /* shut: measured anew on the next page */ }
}

function read() {
  try { return sessionStorage.getItem(KEY); } catch { return null; }
}
