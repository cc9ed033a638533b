// Starts `linkyard serve` in a folder of its own before the tests, and stops it after them.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Name of the compose project that the tests launch. */
export const PROJECT = "linkyard-browser-test";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const linkyard = process.env.LINKYARD ?? path.join(here, "../../target/debug/linkyard");

function docker(...args: string[]): string {
  const { stdout } = spawnSync("docker", args, { encoding: "utf8" });
  return stdout ?? "";
}

/** Removes what an earlier, broken-off run left. */
function sweep() {
  const label = `label=com.docker.compose.project=${PROJECT}`;
  const ids = docker("ps", "--all", "--quiet", "--filter", label).split("\n").filter(Boolean);
  if (ids.length > 0) docker("rm", "--force", "--volumes", ...ids);
}

export default async function setup() {
  sweep();
  const folder = mkdtempSync(path.join(tmpdir(), "linkyard-browser-"));
  // The slide mounts a folder of the home directory: a home of our own leaves the real one alone.
  const project = path.join(folder, "project");
  const home = path.join(folder, "home");
  mkdirSync(home);
  cpSync(path.join(here, "slide"), project, { recursive: true });
  const agent = spawn(linkyard, ["serve", "--listen", "127.0.0.1:7879", "--no-open"], {
    cwd: project,
    env: { ...process.env, HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.env.LINKYARD_PAGE = await new Promise<string>((resolve, reject) => {
    let text = "";
    agent.stdout.on("data", (it) => {
      text += it;
      const url = /http:\S+#token=\w+/.exec(text);
      if (url) resolve(url[0]);
    });
    agent.on("error", reject);
    agent.on("exit", (code) => reject(new Error(`linkyard serve ended with ${code}: ${text}`)));
  });
  return async () => {
    agent.removeAllListeners("exit");
    const ended = new Promise((resolve) => agent.on("exit", resolve));
    agent.kill("SIGINT");
    await ended;
    sweep();
    rmSync(folder, { recursive: true, force: true });
  };
}
