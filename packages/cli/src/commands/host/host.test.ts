import { expect, it } from "vitest";
import { withAfserver } from "../../testing/afserver.js";
import { commandLine } from "../../testing/command-line.js";

async function farm() {
  const afpools = commandLine();
  const { simulated } = await withAfserver(afpools, ["pc-1"]);
  simulated.farm.startRender({
    name: "WS-07",
    os: "unix linux 64 debian 12",
    resources: {
      cpu_num: 32,
      mem_total_mb: 64_205,
      gpu_string: "NVIDIA GeForce RTX 3090",
      gpu_mem_total_mb: 24_576,
    },
  });
  await afpools(["pool", "create", "big", "--rule", "ram>=64G"]);
  return afpools;
}

it("shows a host with its pools and facts", async () => {
  const afpools = await farm();
  const { out } = await afpools(["host", "show", "ws-07"]);
  expect(out).toMatch(/^host +WS-07\nonline +yes\npools +big\n/);
  expect(out).toContain("\nos           unix, linux, debian\n");
  expect(out).toContain("\ncores        32\nram          67G\n");
  expect(out).toContain("\ngpu          NVIDIA, GeForce, RTX, 3090\ngpu-ram      25G\nuser         none\n");
  const json = await afpools(["host", "show", "WS-07", "--json"]);
  expect(JSON.parse(json.out)).toMatchObject({ name: "WS-07", pools: ["big"], facts: { cores: 32 } });
});

it("says what is not known, and that there is no such host", async () => {
  const afpools = await farm();
  await afpools(["pool", "create", "gpu", "new-1"]);
  expect((await afpools(["host", "show", "new-1"])).out).toContain("\nram          not known\n");
  const missing = await afpools(["host", "show", "ws-70"]);
  expect(missing.status).toBe(3);
  expect(missing.err).toContain('The farm and the pools have no host "ws-70". Did you mean "WS-07"?');
});
