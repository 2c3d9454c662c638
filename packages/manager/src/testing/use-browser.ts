import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { startBrowser } from "./browser.js";

/** A browser for the tests of one file. */
export function useBrowser(start: () => Promise<Browser> = startBrowser): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await start();
  });
  afterAll(() => browser?.close());
  return () => {
    if (!browser) throw new Error("The browser is not started yet.");
    return browser;
  };
}
