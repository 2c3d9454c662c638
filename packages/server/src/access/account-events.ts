/** What changed for those who are signed in: all that a user holds, or one credential. */
export type AccountChange = { readonly userId: string } | { readonly credentialId: string };
