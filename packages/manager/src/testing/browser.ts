import { existsSync } from "node:fs";
import { type Browser, chromium, firefox } from "playwright-core";

const firefoxes = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];
const chromiums = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts Chromium without a window. `AFPOOLS_TEST_CHROMIUM` says where it is, if not where Debian has it. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env.AFPOOLS_TEST_CHROMIUM ?? chromiums.find(existsSync);
  if (!executablePath) {
    throw new Error(
      "These tests need Chromium (Debian: apt-get install chromium), or AFPOOLS_TEST_CHROMIUM.",
    );
  }
  // Its sandbox does not work for root, nor in many containers; it looks at our own page alone.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** Starts the Firefox that users have, without a window: by WebDriver BiDi. `AFPOOLS_TEST_FIREFOX` says where it is, if not where Debian has it. */
export async function startFirefox(): Promise<Browser> {
  const executablePath = process.env.AFPOOLS_TEST_FIREFOX ?? firefoxes.find(existsSync);
  if (!executablePath) {
    throw new Error(
      "This test needs Firefox (Debian: apt-get install firefox-esr), or AFPOOLS_TEST_FIREFOX.",
    );
  }
  return firefox.launch({ channel: "moz-firefox", executablePath });
}
