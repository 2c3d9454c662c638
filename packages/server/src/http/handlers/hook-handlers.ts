import { authorOf } from "../../access/principal.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";

export function hookHandlers({ hooks }: ApiParts): Handlers<"listHooks" | "testHook"> {
  return {
    listHooks: async () => ({ hooks: await hooks.list() }),
    testHook: async ({ params, principal, address, audit }) => {
      audit.about(params.hook);
      const tested = await hooks.test(params.hook, authorOf(principal, address).name);
      audit.about(params.hook, { result: tested.result.slice(0, 200) });
      return tested;
    },
  };
}
