import { expect, it, onTestFinished } from "vitest";
import { startOidcProvider } from "../../../../tools/oidc-provider-for-tests.js";
import { Rig } from "../testing/rig.js";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();

async function start() {
  const provider = await startOidcProvider({ "sub-1": { name: "dora", groups: ["td"] } });
  onTestFinished(() => provider.stop());
  const rig = await Rig.startWithAdmin({
    hosts: ["pc-1"],
    environment: {
      AFPOOLS_OIDC_ISSUER: provider.issuer,
      AFPOOLS_OIDC_NAME: "Studio login",
      AFPOOLS_OIDC_CLIENT_ID: provider.clientId,
      AFPOOLS_OIDC_CLIENT_SECRET_FILE: provider.secretFile,
      AFPOOLS_OIDC_SCOPES: "openid profile groups",
      AFPOOLS_OIDC_ROLES: "td=editor",
    },
  });
  provider.allow(`${rig.url}/sign-in/provider`);
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
  return { rig, provider };
}

it("the studio's own login signs somebody in, with the role of the groups", async () => {
  const { rig } = await start();
  const page = await (await rig.context(browser())).newPage();
  await page.goto(`${rig.url}/sign-in`);
  await page.getByRole("button", { name: "Sign in with Studio login" }).click();
  await page.getByLabel("Subject").fill("sub-1");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Add hosts" }).waitFor();
  expect(new URL(page.url()).search).toBe("");
  await page.getByRole("link", { name: "dora" }).click();
  await page.getByText("Signed in as dora").waitFor();
  expect(await page.getByRole("button", { name: /password/ }).count()).toBe(0);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are not signed in.").waitFor();
});

it("an answer of the provider that the tab did not ask for signs nobody in", async () => {
  const { rig } = await start();
  const page = await (await rig.context(browser())).newPage();
  await page.goto(`${rig.url}/sign-in/provider?code=of-somebody-else&state=x`);
  await page.getByRole("alert").getByText("was not started in this tab").waitFor();
  expect(page.url()).toBe(`${rig.url}/sign-in/provider`);
  expect((await page.context().cookies()).length).toBe(0);
});
