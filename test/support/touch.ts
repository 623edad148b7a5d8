import type { Page } from 'playwright-core';

/** What a thumb in a glove hits, in px (pages for phones; WCAG 2.2, target size, enhanced). */
const leastPx = 44;

/**
 * What can be touched on the page as it stands and is smaller than a thumb: its name and its size. Links in running text
 * are left out, and the map's credits, which nobody needs for his work. None is `[]`.
 */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const targets = 'button, input, select, textarea, summary, [role=menuitem], a.mantine-Button-root';
    const found = [...document.querySelectorAll<HTMLElement>(targets)]
      .filter((one) => one.closest('.maplibregl-ctrl-attrib, [aria-hidden=true]') === null)
      .map((one) => {
        // A chip's own box is nowhere to be seen: its label is what is touched.
        const label = one instanceof HTMLInputElement && one.type !== 'text' ? one.labels?.[0] : undefined;
        const boxes = [one, label].flatMap((part) => (part ? [part.getBoundingClientRect()] : []));
        const { width, height } = boxes.reduce((a, b) =>
          Math.min(a.width, a.height) < Math.min(b.width, b.height) ? b : a,
        );
        return { one, width, height };
      })
      .filter(({ one, width }) => width > 0 && one.checkVisibility());
    if (found.length === 0) return ['nothing can be touched'];
    return found
      .filter(({ width, height }) => Math.min(width, height) < least)
      .map(({ one, width, height }) => {
        const name = one.ariaLabel ?? one.textContent?.trim() ?? '';
        return `${one.tagName} "${name}" ${one.className}: ${Math.round(width)} x ${Math.round(height)}`;
      });
  }, leastPx);
}
