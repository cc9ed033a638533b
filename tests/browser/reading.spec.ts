// Who reads the page with a telephone, a keyboard, or a screen reader.
import AxeBuilder from "@axe-core/playwright";
import { expect, paste, SLIDE, test } from "./page.ts";

const FILE = "docker-compose.yml";

for (const colorScheme of ["light", "dark"] as const) {
  for (const [device, viewport] of [
    ["desktop", { width: 1440, height: 900 }],
    ["telephone", { width: 390, height: 844 }],
  ] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport });

      test("every part passes the rules of WCAG 2.2 AA that a machine can check", async ({ open }) => {
        const page = await open();
        const check = async (part: string) => {
          const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
          const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
          const found = violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
          expect(found, part).toEqual([]);
        };
        await check("as it opens");
        await paste(page, FILE, SLIDE);
        await check("with problems");
        if (device === "telephone") {
          await page.getByTestId("pane-graph").click();
          await check("graph");
          await page.getByTestId("pane-order").click();
          await check("order");
        }
        await page.getByTestId("dock-steps").click();
        await check("steps");
        if (device === "telephone") await page.getByTestId("pane-container").click();
        await page.getByTestId("tab-hosts").click();
        await check("hosts");
        await page.getByTestId("examples").click();
        await check("menu");
      });
    });
  }
}

test.describe("telephone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("one part is there at a time, and none is wider than the screen", async ({ open }) => {
    const page = await open();
    for (const [tab, shown] of [
      ["pane-file", `text-${FILE}`],
      ["pane-graph", "graph"],
      ["pane-container", "env"],
      ["pane-order", "start-order"],
    ]) {
      await page.getByTestId(tab).tap();
      await expect(page.getByTestId(shown)).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
    await page.getByTestId("pane-graph").tap();
    await page.getByTestId("card-backend").tap();
    await expect(page.getByTestId("env")).toContainText("DB_PORT");
  });
});

test("the graph is one stop of the Tab key, and arrows go from card to card", async ({ open }) => {
  const page = await open();
  await page.getByTestId("card-frontend").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByTestId("card-backend")).toBeFocused();
  await expect(page.getByTestId("card-backend")).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("[data-test=card-redis], [data-test=card-postgres]").and(page.locator(":focus"))).toHaveCount(1);
  await expect(page.locator(".card[tabindex='0']")).toHaveCount(1);
});

test("a card's name says what the picture shows", async ({ open }) => {
  const page = await open();
  await expect(page.getByTestId("card-backend")).toHaveAccessibleName(
    "backend, built from ./app, starts as number 3 of 4, link to redis, link to postgres as db",
  );
});

test("the theme that is chosen stays", async ({ open }) => {
  const page = await open();
  await page.getByTestId("theme").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("findings are told in the language that somebody chooses, with what the compose tool prints", async ({ open }) => {
  const page = await open();
  await paste(page, FILE, SLIDE);
  const finding = page.getByTestId("M001");
  await expect(finding).toContainText("unknown key enviroment in service web");
  await finding.getByTestId("tool").locator("summary").click();
  await expect(finding.getByTestId("tool")).toContainText("Unsupported config option for web: 'enviroment'");
  await page.getByTestId("language").click();
  await expect(finding).toContainText("clé inconnue");
  await expect(finding).toHaveAttribute("lang", "fr");
  await page.reload();
  await expect(page.getByTestId("M001")).toContainText("clé inconnue");
});

test.describe("a browser that speaks French", () => {
  test.use({ locale: "fr-CH" });

  test("findings are in French from the start", async ({ open }) => {
    const page = await open();
    await paste(page, FILE, SLIDE);
    await expect(page.getByTestId("M001")).toContainText("clé inconnue");
  });
});
