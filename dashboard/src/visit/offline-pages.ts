/**
 * Lets the pages of a visit open without a network: a service worker (public/offline.js) keeps their files. Where the
 * browser has none (plain HTTP that is not this machine's own), a page that is open goes on, but cannot be opened anew.
 */
export function keepPagesOffline(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  // A refusal (a private window) takes nothing away from the pages.
  navigator.serviceWorker.register('/offline.js').catch(() => {});
}
