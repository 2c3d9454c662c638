import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts Chromium without a window. `AFPOOLS_TEST_CHROMIUM` says where it is, if not where Debian has it. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env.AFPOOLS_TEST_CHROMIUM ?? known.find(existsSync);
  if (!executablePath) {
    throw new Error(
      "These tests need Chromium (Debian: apt-get install chromium), or AFPOOLS_TEST_CHROMIUM.",
    );
  }
  // Its sandbox does not work for root, nor in many containers; it looks at our own page alone.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
