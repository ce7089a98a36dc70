/** The framework in a page: headless Chromium answers as Node does, bit for bit, and says nothing on its console. */
import { existsSync, readFileSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository } from "../support/public-modules.ts";
import { bundleForPage } from "./bundle.ts";
import type { PageAnswers } from "./page-script.ts";
import { answers, type Measurements } from "./questions.ts";

const executablePath = "/usr/bin/chromium";
const origin = "http://localhost";

const fixture = (file: string): string => readFileSync(`${repository}fixtures/cosmology/${file}`, "utf8");
const measurements: Measurements = {
  planck: fixture("planck2018-distance-prior.json"),
  desi: fixture("desi-dr2-bao.json"),
  union3: fixture("union3-sn.json"),
};

let browser: Browser | undefined;
let page: PageAnswers;
const said: string[] = [];

beforeAll(async () => {
  if (!existsSync(executablePath)) {
    throw new Error(`There is no ${executablePath}, in which this test runs. On Debian: apt-get install chromium.`);
  }
  const { files } = await bundleForPage(`export { run } from "./page-script.ts";`);
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const tab = await browser.newPage();
  tab.on("console", (message) => said.push(message.text()));
  tab.on("pageerror", (error) => said.push(String(error)));
  await tab.route("**/*", (route) => {
    const path = new URL(route.request().url()).pathname;
    const code = files.get(path);
    if (code !== undefined) return route.fulfill({ contentType: "text/javascript", body: code });
    return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Fluxion</title>" });
  });
  await tab.goto(`${origin}/`);
  // The names stand in a text because they are the page's: "/entry.js" is no module of this test.
  page = await tab.evaluate<PageAnswers>(`import("/entry.js").then(({ run }) => run(${JSON.stringify(measurements)}))`);
}, 300_000);

afterAll(async () => browser?.close());

const here = answers(measurements);

describe("a page", () => {
  it.each(Object.keys(here))("answers %s as Node does, bit for bit", (question) => {
    expect(here[question]!.length).toBeGreaterThan(0);
    expect(page.answers[question]).toEqual(here[question]);
  });

  it("draws figures, as SVG and as pixels", () => {
    expect(page.svg).toMatch(/^<svg .*time \(s\)/s);
    expect(page.png.signature).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const [, width, height] = /^<svg [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(page.svg)!.map(Number);
    expect([page.png.width, page.png.height]).toEqual([Math.round(width!), Math.round(height!)]);
  });

  it("keeps a checkpoint, from which a fit that was stopped goes on to the same bits", () => {
    expect(page.steps.stopped).toBe(10);
    expect(page.steps.resumed).toBe(page.steps.whole);
    expect(page.ends[0]).toEqual(page.ends[1]);
  });

  it("says nothing on its console", () => {
    expect(said).toEqual([]);
  });
});
