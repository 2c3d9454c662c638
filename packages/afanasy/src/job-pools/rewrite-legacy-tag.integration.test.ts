import { afterEach, beforeEach, expect, it } from "vitest";
import { MortalClient } from "../testing/mortal-client.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { readPooledJobs } from "./pooled-jobs.js";
import { needsRewrite, rewriteLegacyTag } from "./rewrite-legacy-tag.js";

const tag = {
  version: 1,
  expression: "gpu",
  pools: { gpu: "65a000000000000000000001" },
  enforcement: "mask",
  own: { hosts_mask: "pc", hosts_mask_type: "find" },
};
const draft = {
  name: "shot",
  user_name: "alice",
  hosts_mask: "pc-1|#5c1f09a2",
  hosts_mask_type: "regex",
  annotation: "take 3; pool: gpu",
  description: "for Ann",
  custom_data: '{"events":{}}',
  blocks: [
    {
      name: "a",
      hosts_mask: "(pc|ws).*",
      custom_data: `studio's\n${JSON.stringify({ afpools: { job: tag, own: { hosts_mask: "pc|ws" } } })}`,
      tasks: [{ name: "t" }],
    },
    { name: "b", custom_data: JSON.stringify({ afpools: { own: {} } }), tasks: [{ name: "t" }] },
    { name: "c", custom_data: "mine", tasks: [{ name: "t" }] },
  ],
};
const { version: _, ...members } = tag;

let server: SimulatedAfserver;

beforeEach(async () => {
  server = await SimulatedAfserver.start();
  server.farm.register(draft);
});

afterEach(() => server.stop());

/** What somebody who starts does about tags of earlier versions. */
async function rewriteAll(lives = Number.POSITIVE_INFINITY): Promise<void> {
  const client = new MortalClient({ ...server.address, userName: "t", hostName: "h" });
  client.lives = lives;
  for (const pooled of await readPooledJobs(client)) {
    if (needsRewrite(pooled)) await rewriteLegacyTag(client, pooled);
  }
}

async function jobNow() {
  const [pooled] = await readPooledJobs(new MortalClient(server.address));
  const job = pooled && (await new MortalClient(server.address).jobInDetail(pooled.job));
  return { pooled, job };
}

it("moves the tag, and leaves all else as people have it", async () => {
  await server.during(rewriteAll());
  const { pooled, job } = await jobNow();
  expect(pooled).toMatchObject({ isLegacy: false, tag: { ...members, blocks: 3 } });
  expect(pooled?.tag).not.toHaveProperty("customData");
  expect(job).toMatchObject({
    hosts_mask: draft.hosts_mask,
    annotation: draft.annotation,
    description: expect.stringMatching(/^for Ann\nafpools:1\?/),
    custom_data: draft.custom_data,
    blocks: [
      { hosts_mask: ",pc,,ws,|(pc|ws).*", custom_data: "studio's" },
      { name: "b" },
      { custom_data: "mine" },
    ],
  });
  expect(job?.blocks[1]).not.toHaveProperty("custom_data");
});

it.each([0, 1, 2, 3, 4, 5])("is ended by the next one after a kill behind %i actions", async (lives) => {
  await server.during(
    rewriteAll(lives).catch((error: unknown) => expect(error).toMatchObject({ code: "ABORTED" })),
  );
  await server.during(rewriteAll());
  const { pooled, job } = await jobNow();
  expect(pooled && needsRewrite(pooled)).toBe(false);
  expect(pooled?.tag).toEqual({ ...members, blocks: 3 });
  expect(job).toMatchObject({ custom_data: draft.custom_data, annotation: draft.annotation });
  expect(job?.blocks.map(({ custom_data }) => custom_data)).toEqual(["studio's", undefined, "mine"]);
});
