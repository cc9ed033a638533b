// The page by itself, without an engine.
import { expect, paste, SLIDE, test } from "./page.ts";

const FILE = "docker-compose.yml";

test("the page opens on an example that shows links at once", async ({ open }) => {
  const page = await open();
  await expect(page.getByTestId("card-backend")).toBeVisible();
  await expect(page.getByTestId("env")).toContainText("DB_PORT_5432_TCP_ADDR");
  await page.getByTestId("tab-hosts").click();
  await expect(page.getByTestId("hosts")).toContainText("db");
  await expect(page.getByTestId("run-for-real")).toBeVisible();
});

test("a fix is taken back by the browser's own undo", async ({ open }) => {
  const page = await open();
  await paste(page, FILE, SLIDE);
  await page.getByTestId("M001").getByTestId("fix").click();
  await expect(page.getByTestId("M001")).toHaveCount(0);
  await page.getByTestId(`text-${FILE}`).focus();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(page.getByTestId("M001")).toBeVisible();
});

test("a finding leads to its line, and a value to the text that makes it", async ({ open }) => {
  const page = await open();
  await paste(page, FILE, SLIDE);
  const field = page.getByTestId(`text-${FILE}`);
  await page.getByTestId("M001").locator(".finding__show").click();
  await expect(field).toBeFocused();
  const marked = () => field.evaluate((it: HTMLTextAreaElement) => it.value.slice(it.selectionStart, it.selectionEnd));
  expect(await marked()).toBe("enviroment");
  await page.getByTestId("card-web").click();
  await page.locator(".group", { hasText: "as db" }).first().locator(".origin").first().click();
  await expect(page.locator(".mark-origin")).toHaveText("db");
});

test("the caret chooses the container, and the container the lines", async ({ open }) => {
  const page = await open();
  await paste(page, FILE, SLIDE);
  const field = page.getByTestId(`text-${FILE}`);
  await field.focus();
  await page.keyboard.press("ControlOrMeta+Home");
  await expect(page.getByTestId("card-web")).toHaveAttribute("aria-pressed", "true");
  await page.getByTestId("card-mycontainer").click();
  await expect(page.locator(".line.is-selected").first()).toHaveText("mycontainer:");
});

test("turning the engine switch says what vanishes", async ({ open }) => {
  const page = await open();
  await page.getByTestId("card-backend").click();
  await expect(page.getByTestId("env")).toContainText("DB_PORT");
  await page.getByTestId("engine-29").check();
  await expect(page.getByTestId("consequences")).toContainText(/\d+ variables vanish/);
  await expect(page.getByTestId("env")).not.toContainText("DB_PORT");
  await page.getByTestId("engine-20.10").check();
  await expect(page.getByTestId("consequences")).toContainText(/\d+ variables appear/);
});

test("a draft outlives a reload, and an example that replaces it can be taken back", async ({ open }) => {
  const page = await open();
  await paste(page, FILE, "mine:\n  image: busybox\n");
  await page.reload();
  await expect(page.getByTestId("card-mine")).toBeVisible();
  await page.getByTestId("examples").click();
  await page.getByTestId("example-0").click();
  await expect(page.getByTestId("card-frontend")).toBeVisible();
  await page.getByTestId("replaced").getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByTestId("card-mine")).toBeVisible();
});

test("facts that somebody pastes fill the gaps", async ({ open }) => {
  const page = await open();
  await paste(page, FILE, "web:\n  image: app\n  links:\n    - api\napi:\n  image: api\n");
  await page.getByTestId("card-web").click();
  await expect(page.getByTestId("var-API_PORT")).toHaveCount(0);
  const inspect = [{ RepoTags: ["api:latest"], Config: { Env: ["LEVEL=9"], ExposedPorts: { "7000/tcp": {} } } }];
  await page.getByTestId("gaps").locator("summary").first().click();
  const gap = page.getByTestId("gap-api");
  await gap.locator("summary").click();
  await gap.getByTestId("facts").fill("nonsense");
  await gap.getByRole("button", { name: "Use it" }).click();
  await expect(gap.getByRole("alert")).toContainText("docker image inspect");
  await gap.getByTestId("facts").fill(JSON.stringify(inspect));
  await gap.getByRole("button", { name: "Use it" }).click();
  await expect(page.getByTestId("var-API_PORT")).toContainText("tcp://172.17.0.2:7000");
  await expect(page.getByTestId("var-API_ENV_LEVEL")).toContainText("9");
});

test("a cycle is drawn, and its path is named", async ({ open }) => {
  const page = await open();
  await paste(page, FILE, "a:\n  image: x\n  links: [b]\nb:\n  image: x\n  links: [a]\n");
  await expect(page.getByTestId("cycle")).toContainText("a → b → a");
  await expect(page.locator(".edge.is-on-cycle")).toHaveCount(2);
});

test("while the text is broken the last picture stays", async ({ open }) => {
  const page = await open();
  await paste(page, FILE, "frontend: [\n");
  await expect(page.locator(".graph__frame.is-stale")).toBeVisible();
  await expect(page.getByTestId("card-frontend")).toBeVisible();
});

test("no text that can be typed stops the page", async ({ open }) => {
  const page = await open();
  const texts = [
    "",
    "\u{FEFF}web:\n  image: x\n",
    "\t\t\t",
    "{{{{[[[[",
    "a: &a [*a]\n",
    "a: &a {x: &b [1,2]}\nb:\n  <<: *a\n",
    "漢字:\n  image: \u{1F433}\n  links: [漢字]\n",
    "web:\n  image: 'unclosed\n",
    "? [complex, key]\n: {value: ~}\n",
    "%YAML 9.9\n---\n---\n...\n",
    "web: !!python/object:os.system {}\n",
    "services:\n".repeat(200),
    `${"- ".repeat(400)}x\n`,
    `${"[".repeat(2_000)}`,
    `web:\n  image: ${"x".repeat(20_000)}\n`,
    Array.from({ length: 150 }, (_, it) => `s${it}:\n  image: i\n  links: [s${(it * 7) % 150}]\n`).join(""),
    "web:\n  image: x\n  ports: ['99999:1', '1-70000:2', ':::', '0']\n  environment: [=, A, =B, 'A=B=C']\n",
    "__proto__:\n  image: constructor\n  links: [__proto__]\n",
    "<script>alert(1)</script>:\n  image: '<img src=x onerror=alert(1)>'\n",
    "\u{0}\u{7}\u{1B}[31m",
  ];
  const field = page.getByTestId(`text-${FILE}`);
  for (const text of texts) {
    await field.fill(text);
    await expect(page.getByTestId("problem-count"), JSON.stringify(text.slice(0, 40))).toBeVisible();
    await expect(page.locator(".crash")).toHaveCount(0);
  }
  await field.fill("web:\n  image: nginx\n");
  await expect(page.getByTestId("card-web")).toBeVisible();
});

test("a Dockerfile of the project tells which ports an image has", async ({ open }) => {
  const page = await open();
  await paste(page, FILE, "web:\n  image: nginx:1.27\n  links: [store]\nstore:\n  build: ./store\n");
  await page.getByTestId("card-web").click();
  await expect(page.getByTestId("env")).not.toContainText("STORE_PORT_7000_TCP");
  await page.getByTestId("create-store/Dockerfile").click();
  await paste(page, "store/Dockerfile", "FROM scratch\nEXPOSE 7000\n");
  await expect(page.getByTestId("env")).toContainText("STORE_PORT_7000_TCP");
});
