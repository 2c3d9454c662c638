import { roles } from "@afpools/core";

/** What a user or a token may do. */
export const roleOption = {
  choices: roles,
  describe: "viewer looks; editor changes pools and jobs, too; admin changes settings and users, too",
} as const;
