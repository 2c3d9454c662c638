import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { ownHome } from "./testing/cgru-tree.js";
import { type PoolFarm, placeOf, startPoolFarm, until } from "./testing/pool-farm.js";
import { pythonPath } from "./testing/python.js";
import { run } from "./testing/run.js";

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

const environment = () => ({
  PYTHONPATH: pythonPath,
  PYTHONDONTWRITEBYTECODE: "1",
  QT_QPA_PLATFORM: "offscreen",
  AFPOOLS_SERVER: farm.server,
  AFPOOLS_PAGE: farm.page,
  CGRU_USERNAME: "DOMAIN\\Anna",
  ...ownHome(),
});

const submit = (name: string, user: string) =>
  farm.afserver.sendJob({
    name,
    user_name: user,
    host_name: "ws-1",
    hosts_mask: "lt",
    blocks: [{ name: "render", service: "generic", tasks: [{ name: "1", command: "sleep 600" }] }],
  });

it("My Jobs shows why one's own job does not render, and puts it on another pool with a token alone", async () => {
  await submit("shot", "anna");
  await submit("of somebody else", "ben");
  await until(async () => {
    const answer = await fetch(`${farm.page}/api/v1/jobs?all=true`);
    return (await answer.text()).includes("of somebody else");
  });
  const python = "/usr/bin/python3";
  const script = new URL("./testing/my-jobs.py", import.meta.url).pathname;
  const token = await farm.adminToken();
  const { out, err } = await run(python, [script, token], { environment: environment() });
  const seen = /^SEEN (.*)$/m.exec(out)?.[1];
  expect(seen && JSON.parse(seen), err).toEqual([
    [["shot", "no pool"]],
    expect.stringMatching(/^4 hosts: .*pc-01, pc-02, pc-03, pc-04/),
    expect.stringMatching(/^Sign in first/),
    "",
  ]);
  await until(async () => placeOf(await farm.job("shot")).expression === "gpu");
});

it("says so where what answers is no Pool Server, in place of waiting for ever", async () => {
  const other = createServer((_, response) => response.end('{"jobs":[{"id":1}]}')).listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const page = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const program = `
import afpools_jobs
told = []
afpools_jobs.in_thread(lambda: afpools_jobs.Jobs().list(), lambda *answer: told.append(answer)).join()
afpools_jobs.in_thread(lambda: 1 // 0, lambda *answer: told.append(answer)).join()
print(told)`;
  const { out } = await run("python3", ["-c", program], {
    environment: { ...environment(), AFPOOLS_PAGE: page },
  });
  expect(out).toBe(
    `[(None, 'What answers at ${page} is no Pool Server.'), (None, 'integer division or modulo by zero')]\n`,
  );
});
