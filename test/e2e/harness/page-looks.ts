import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const SCREENSHOTS = join(import.meta.dirname, '../../../test-results/dashboard');
const DESKTOP = { width: 1280, height: 800 };

interface Findings {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Pictures of a page, whole: light, dark and on a phone; and what a checker of accessibility says. */
export async function expectGoodLooks(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  const picture = (form: string) =>
    page.screenshot({ path: join(SCREENSHOTS, `${name}-${form}.png`), fullPage: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(DESKTOP);
    await picture(colorScheme);
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate('axe.run()')) as Findings;
    const serious = violations.filter(({ impact }) => /serious|critical/.test(impact));
    const told = serious.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
    expect(told, `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await picture('phone');
  const isTooWide = await page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  expect(isTooWide, `${name} on a phone`).toBe(false);
  await page.setViewportSize(DESKTOP);
}
