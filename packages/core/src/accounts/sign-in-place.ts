/** An address that a user has signed in from. */
export interface SignInPlace {
  /** The user's name, and the id: a later user of the same name is another one. */
  readonly user: string;
  readonly userId: string;
  /** What counts as one place: an IPv4 address, or the first half of an IPv6 address. */
  readonly address: string;
  /** When the user signed in from there last, which need not be exact. */
  readonly at: string;
}
