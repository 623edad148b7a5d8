import type { IncomingHttpHeaders } from 'node:http';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a browser sends this on behalf of another site's page, and it would change something (CSRF). Browsers say so
 * by themselves: Sec-Fetch-Site where the connection is trusted, Origin else. Who sends neither is no browser, and so
 * carries nobody's cookie.
 */
export function isForeign(method: string, headers: IncomingHttpHeaders): boolean {
  if (safeMethods.has(method)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin';
  const { origin, host } = headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase();
}
