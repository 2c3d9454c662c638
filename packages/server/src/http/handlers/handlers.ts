import { openApiDocument } from "@afpools/api";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { accessHandlers } from "./access-handlers.js";
import { auditHandlers } from "./audit-handlers.js";
import { farmHandlers } from "./farm-handlers.js";
import { hookHandlers } from "./hook-handlers.js";
import { jobHandlers } from "./job-handlers.js";
import { poolHandlers } from "./pool-handlers.js";
import { scanHandlers } from "./scan-handlers.js";
import { settingHandlers } from "./setting-handlers.js";
import { usageHandlers } from "./usage-handlers.js";

/** What carries out each operation of the API. */
export function createHandlers(parts: ApiParts): Handlers {
  let document: ReturnType<typeof openApiDocument> | undefined;
  return {
    ...farmHandlers(parts),
    ...usageHandlers(parts),
    ...poolHandlers(parts),
    ...jobHandlers(parts),
    ...scanHandlers(parts),
    ...settingHandlers(parts),
    ...hookHandlers(parts),
    ...accessHandlers(parts),
    ...auditHandlers(parts),
    getOpenApi: () => {
      document ??= openApiDocument();
      return { ...document };
    },
  };
}
