import { describe, expect, it } from "vitest";
import { resolveExpression } from "../expressions/resolve-expression.js";
import { Farm } from "../farm/farm.js";
import { planMask } from "./plan-mask.js";
import { readMask } from "./read-mask.js";

const farm = new Farm(
  ["pc-01", "pc-02", "pc-03", "pc-04", "pc-05"].map((name) => ({ name, online: name !== "pc-03" })),
);

describe("planMask", () => {
  it.each(["include", "exclude"] as const)("lets in the hosts of the expression, as %s", (form) => {
    const resolution = resolveExpression("host:pc-[01-03]", [], farm);
    const plan = planMask({ resolution, farm, form });
    const reader = readMask(plan.fields, plan.dialect);
    expect(farm.hosts.filter((host) => reader.admits(host.name)).map((host) => host.name)).toEqual(
      plan.hosts,
    );
    expect(plan).toMatchObject({ form, hosts: ["pc-01", "pc-02", "pc-03"], online: 2 });
    expect(plan.fields.hosts_mask_type).toBe("regex");
  });
});
