import { roles } from "@afpools/core/internal";

/** What a user or a token may do. */
export const roleOption = {
  choices: roles,
  describe:
    "viewer: read only; editor: also change pools and assign jobs; admin: also manage settings and users",
} as const;
