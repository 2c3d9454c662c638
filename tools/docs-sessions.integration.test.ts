import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { startOwnMongo } from "./mongodb-for-tests.js";
import { doPage, makePlace, startDemo } from "./page-session.js";

const docs = fileURLToPath(new URL("../docs", import.meta.url));

/** Pages that say so are done from top to bottom: `<!-- session -->`, `<!-- session: demo -->`, `<!-- session: mongodb -->`. */
const sessions = readdirSync(docs, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".md") && !/^(reference.api|node_modules)\b/.test(path))
  .flatMap((path) => {
    const found = /^<!-- session(?:: (demo|mongodb))? -->$/m.exec(readFileSync(join(docs, path), "utf8"));
    return found ? [{ page: join("docs", path), beside: found[1] }] : [];
  });

it("finds pages to do", () => expect(sessions.length).toBeGreaterThan(5));

it.each(sessions)(
  "$page can be done as it stands",
  async ({ page, beside }) => {
    const place = await makePlace();
    if (beside === "demo") await startDemo(place);
    if (beside === "mongodb") {
      const mongo = await startOwnMongo();
      onTestFinished(() => mongo.stop());
      place.replaced.push(["27017", String(mongo.port)]);
    }
    await doPage(page, place);
  },
  180_000,
);
