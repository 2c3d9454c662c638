import { expect, it } from "vitest";
import { releasePage } from "./release-page.js";

it("docs/afserver-releases.md says what the table says; vitest -u makes it anew", async () => {
  await expect(releasePage()).toMatchFileSnapshot("../../../../docs/afserver-releases.md");
});
