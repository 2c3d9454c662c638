import { routes } from "@afpools/api";
import * as z from "zod";

const id = z.string().describe("Its id, as it was given.");

export const accountResults = {
  "user list": routes.listUsers.result.shape.users,
  "user add": routes.createUser.result,
  "user role": routes.updateUser.result,
  "user disable": routes.updateUser.result,
  "user enable": routes.updateUser.result,
  "user remove": z.object({ removed: z.string() }),
  "user link": z.object({
    ...routes.createSignInLink.result.shape,
    url: z.string().describe("The whole address, to be opened once."),
  }),
  "token list": routes.listTokens.result.shape.tokens,
  "token create": routes.createToken.result,
  "token revoke": z.object({ revoked: id }),
  "session list": routes.listSessions.result.shape.sessions,
  "session end": z.object({ ended: z.array(id) }),
  "hooks list": routes.listHooks.result.shape.hooks,
  "hooks test": routes.testHook.result,
  usage: routes.getUsage.result,
  audit: routes.listAudit.result.shape.records,
} as const;
