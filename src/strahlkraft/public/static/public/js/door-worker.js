// Keeps the page of one door and what it is made of, so that it opens again while the network is gone.
const STORE = `door:${self.registration.scope}`;
const PATIENCE = 4000; // milliseconds: a network that answers later counts as gone

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(keep(event.data.keep));
  if (event.data.forget) event.waitUntil(caches.delete(STORE));
});
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(part(event.request));
});

async function keep(addresses) {
  const store = await caches.open(STORE);
  const known = new Set((await store.keys()).map((request) => request.url));
  await Promise.allSettled(addresses.filter((address) => !known.has(address)).map((address) => store.add(address)));
}

async function page(request) {
  const store = await caches.open(STORE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok && !answer.redirected) await store.put(self.registration.scope, answer.clone());
    if (answer.status === 404) await caches.delete(STORE);
    if (answer.status < 500) return answer;
    return (await store.match(self.registration.scope)) ?? answer;
  } catch {
    return (await store.match(self.registration.scope)) ?? Response.error();
  }
}

async function part(request) {
  const kept = await (await caches.open(STORE)).match(request);
  return kept ?? fetch(request);
}
