// The whole way: from the pasted file of the course's slide to real containers, and back.
import { spawnSync } from "node:child_process";
import { expect, paste, SLIDE, test } from "./page.ts";
import { PROJECT } from "./serve.ts";

function inside(container: string, ...command: string[]): string {
  const { stdout, stderr, status } = spawnSync("docker", ["exec", container, ...command], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout;
}

function containers(): string[] {
  const label = `label=com.docker.compose.project=${PROJECT}`;
  const { stdout } = spawnSync("docker", ["ps", "--filter", label, "--format", "{{.Names}}"], { encoding: "utf8" });
  return stdout.split("\n").filter(Boolean).sort();
}

test("the slide's file goes from paste to real containers, which are as predicted, and back", async ({ open }) => {
  test.setTimeout(300_000);
  const page = await open({ paired: true });
  await expect(page.getByTestId("engine")).toBeVisible();
  expect(page.url(), "the token is taken out of the address").not.toContain("token");
  await page.getByTestId("project").fill(PROJECT);

  // Paste: the misspelt key is found, with its fix; the env file that is named is offered.
  await paste(page, "docker-compose.yml", SLIDE);
  const finding = page.getByTestId("M001");
  await expect(finding).toContainText("enviroment");
  await expect(finding).toContainText("line 4");
  await expect(page.getByTestId("up")).toBeDisabled();

  await page.getByTestId("create").click();
  await page.getByTestId("create-.env").click();
  await paste(page, ".env", "POSTGRES_PASSWORD=open-sesame\n");
  await page.getByTestId("file-docker-compose.yml").click();

  // The fix changes the text and clears the row.
  await finding.getByTestId("fix").click();
  await expect(page.getByTestId("text-docker-compose.yml")).toHaveValue(/^    environment:$/m);
  await expect(finding).toHaveCount(0);

  // The picture, and what `web` will see.
  await expect(page.getByTestId("card-web")).toBeVisible();
  await expect(page.getByTestId("edge-db")).toBeVisible();
  await expect(page.getByTestId("start-order")).toContainText("db");
  await page.getByTestId("card-web").click();
  await expect(page.getByTestId("var-LANG")).toContainText("C");
  for (const [name, value] of [
    ["DB_NAME", `/${PROJECT}_web_1/db`],
    ["DB_PORT", "tcp://172.17.0."],
    ["DB_PORT_5432_TCP_PORT", "5432"],
    ["DB_PORT_5432_TCP_PROTO", "tcp"],
    ["DB_PORT_5432_TCP_ADDR", "172.17.0."],
    ["DB_ENV_POSTGRES_PASSWORD", "open-sesame"],
  ]) {
    await expect(page.getByTestId(`var-${name}`)).toContainText(value);
  }

  // Up: nothing runs before every risk is ticked and the plan is accepted.
  await page.getByTestId("up").click();
  const review = page.getByTestId("review");
  await expect(review).toBeVisible();
  expect(containers()).toEqual([]);
  await expect(page.getByTestId("go")).toBeDisabled();
  for (const risk of await review.getByTestId("accept").all()) await risk.check();
  await page.getByTestId("go").click();

  // It runs, and it is as predicted.
  await expect(page.getByTestId("verdict").or(page.getByTestId("banner"))).toBeVisible();
  await expect(page.getByTestId("banner")).toHaveCount(0);
  await expect(page.getByTestId("verdict")).not.toContainText("Launching", { timeout: 240_000 });
  await expect(page.getByTestId("verdict")).toContainText("Everything as predicted");
  await expect(page.getByTestId("drift")).toContainText("DB_PORT_5432_TCP_ADDR");
  expect(containers()).toEqual(["db", "mycontainer", "web"].map((it) => `${PROJECT}_${it}_1`));
  await expect(page.getByTestId("card-web")).toContainText("running");
  await page.getByTestId("card-web").click();
  await expect(page.getByTestId("container-state")).toHaveText("running");
  const environment = inside(`${PROJECT}_web_1`, "env");
  expect(environment).toContain("DB_ENV_POSTGRES_PASSWORD=open-sesame");
  expect(environment).toContain("LANG=C");
  expect(inside(`${PROJECT}_web_1`, "cat", "/etc/hosts")).toContain("\tdb ");

  // Down: what was made is gone.
  await page.getByTestId("down").click();
  await page.getByTestId("go").click();
  await expect(page.getByTestId("verdict")).toContainText("The project is down", { timeout: 60_000 });
  expect(containers()).toEqual([]);
  await expect(page.getByTestId("down")).toBeDisabled();
});
