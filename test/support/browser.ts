import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { chromiumArgs, chromiumPath } from './chromium.ts';

/** A real browser without a window; ended with the test. */
export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
  onTestFinished(() => browser.close());
  return browser;
}

/** Opens a page as one who is signed in by a Cookie header (see sign-in.ts); what it complains of is collected. */
export async function openOverview(browser: Browser, url: string, cookie: string, locale = 'en-GB') {
  const page = await browser.newPage({ locale });
  const [name = '', value = ''] = cookie.split('=');
  await page.context().addCookies([{ name, value, url, httpOnly: true, sameSite: 'Strict' }]);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(url);
  return { page, complaints, figure: (name: 'masksToday' | 'masksTotal') => figureOf(page, name) };
}

async function figureOf(page: Page, name: string): Promise<number> {
  return Number(await page.locator(`[data-figure=${name}]`).getAttribute('data-value'));
}
