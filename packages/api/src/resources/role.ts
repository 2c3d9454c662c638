import { roles } from "@afpools/core/internal";
import * as z from "zod";
import { named } from "./named.js";

export const role = named(
  "Role",
  "What somebody may do: look at everything (viewer), change pools and jobs as well (editor), change settings and users as well (admin).",
  z.enum(roles),
);
