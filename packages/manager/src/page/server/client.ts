import { createApiClient } from "@afpools/api/client";

/** The API of the server that the page comes from. */
export const client = createApiClient({});
