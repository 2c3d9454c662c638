/** Why what a person tried failed, said at once to who does not see it. */
export function FormError({ error }: { readonly error: string | undefined }) {
  if (error === undefined) return null;
  return (
    <p class="error" role="alert">
      {error}
    </p>
  );
}

/** What a field is about, in whose place it is said why what was tried failed. */
export function HelpOrError(props: {
  readonly id: string;
  readonly help: string;
  readonly error: string | undefined;
}) {
  const { id, help, error } = props;
  return (
    <p
      id={id}
      class={error === undefined ? "help" : "error"}
      role={error === undefined ? undefined : "alert"}
    >
      {error ?? help}
    </p>
  );
}
