import type { SimulatedFarm } from "./farm/simulated-farm.js";

/**
 * Fills a farm: hosts `pc-001`, `pc-002`, …, of which every tenth is offline and every fourth in the native pool `/fx`; jobs
 * of three users, each with 20 to 200 tasks of 5 to 60 seconds.
 */
export function demoFarm(farm: SimulatedFarm, size: { readonly hosts: number; readonly jobs: number }): void {
  if (!farm.pool("/fx")) farm.addPool("/fx", farm.root);
  const digits = Math.max(3, String(size.hosts).length);
  for (let number = 1; number <= size.hosts; number++) {
    const name = `pc-${String(number).padStart(digits, "0")}`;
    farm.startRender({
      name,
      address: `10.0.${Math.floor(number / 250)}.${1 + (number % 250)}`,
      pool: number % 4 === 0 ? "/fx" : "/",
    });
    if (number % 10 === 0) farm.stopRender(name);
  }
  const users = ["alice", "bob", "carol"];
  for (let number = 1; number <= size.jobs; number++) {
    farm.register({
      name: `shot-${String(number).padStart(3, "0")}`,
      user_name: users[number % users.length],
      host_name: `ws-${1 + (number % 9)}`,
      priority: 50 + ((number * 37) % 100),
      blocks: [
        {
          name: "render",
          service: "blender",
          flags: 1,
          frame_first: 1,
          frame_last: 20 + ((number * 53) % 181),
          command: `sleep ${5 + ((number * 29) % 56)}`,
        },
      ],
    });
  }
}
