import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violationsOf } from './axe.ts';

/** The screens that pages are made for. */
export const laptop = { width: 1440, height: 900 } as const;
export const phone = { width: 390, height: 844 } as const;

/**
 * Everybody can use the page as it stands: axe finds nothing in light and dark, and nothing is beyond the edge, on a
 * laptop and on a phone unless one is named. `show` brings what is looked at, where a new size or scheme wants that.
 */
export async function usableByEverybody(
  page: Page,
  where: string,
  options: {
    readonly screens?: readonly { readonly width: number; readonly height: number }[];
    readonly show?: (named: string) => Promise<unknown>;
  } = {},
): Promise<void> {
  const { screens = [laptop, phone], show } = options;
  for (const screen of screens)
    for (const colorScheme of ['light', 'dark'] as const) {
      const named = `${where}-${screen.width}-${colorScheme}`;
      await page.setViewportSize(screen);
      // What fades in is pale for a moment.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await show?.(named);
      expect({ named, found: await violationsOf(page) }).toEqual({ named, found: [] });
      const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect({ named, isTooWide }).toEqual({ named, isTooWide: false });
    }
}
