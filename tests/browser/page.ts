// What the tests do with the page, in the words of a user.
import { expect, test as base, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import path from "node:path";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);

/** The course's file as it stands on its slide. */
export const SLIDE = readFileSync(path.join(here, "../../examples/course-slide/docker-compose.yml"), "utf8");

/** Address of the page, with the token that pairs it or without. */
export function address({ paired }: { paired: boolean }): string {
  const url = process.env.LINKYARD_PAGE ?? "";
  return paired ? url : new URL("/", url).href;
}

/** Opens the page, and fails the test if the page ever panics. */
export const test = base.extend<{ open: (options?: { paired: boolean }) => Promise<Page> }>({
  open: async ({ page }, use) => {
    const faults: string[] = [];
    page.on("pageerror", (it) => faults.push(it.message));
    await use(async (options = { paired: false }) => {
      await page.goto(address(options));
      await expect(page.getByTestId("problem-count")).toBeVisible();
      return page;
    });
    expect(faults, "the page has no faults").toEqual([]);
    await expect(page.locator(".crash")).toHaveCount(0);
  },
});

/** Replaces a text as somebody does who selects all of it and pastes. */
export async function paste(page: Page, file: string, text: string) {
  const field = page.getByTestId(`text-${file}`);
  await field.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
  await expect(field).toHaveValue(text);
}

export { expect };
