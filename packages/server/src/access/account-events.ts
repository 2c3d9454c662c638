/** What changed for those who are signed in: something about a user, or one credential with what was made with it. */
export type AccountChange = { readonly userId: string } | { readonly credentialId: string };
