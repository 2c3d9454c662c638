import { useState } from "preact/hooks";
import { FormError } from "../parts/form-error.js";
import { TextField } from "../parts/text-field.js";
import { useAttempt } from "../parts/use-attempt.js";
import { session } from "../server/live.js";
import { t } from "../texts.js";
import { ProviderButton } from "./provider-button.js";
import { signIn } from "./sign-in.js";

/** Signs in by the provider, where there is one, with a password or a token. */
export function SignInForm({ onDone }: { readonly onDone: () => void }) {
  const [kind, setKind] = useState<"password" | "token">("password");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [token, setToken] = useState("");
  const { error, isBusy, onSubmit } = useAttempt();
  const submit = onSubmit(async () => {
    await signIn(kind === "password" ? { with: kind, name, password } : { with: kind, token: token.trim() });
    onDone();
  });
  return (
    <form class="form" onSubmit={submit}>
      {session.value && !session.value.hasAdmin && (
        <p class="warning">
          {t.signIn.noAdmin} {t.signIn.printAgain} <code>afpools welcome</code>
        </p>
      )}
      <ProviderButton />
      <fieldset class="choice">
        <legend class="visually-hidden">{t.signIn.title}</legend>
        <label>
          <input
            type="radio"
            name="sign-in-kind"
            checked={kind === "password"}
            onChange={() => setKind("password")}
          />
          {t.signIn.withPassword}
        </label>
        <label>
          <input
            type="radio"
            name="sign-in-kind"
            checked={kind === "token"}
            onChange={() => setKind("token")}
          />
          {t.signIn.withToken}
        </label>
      </fieldset>
      {kind === "password" ? (
        <>
          <TextField
            label={t.signIn.name}
            value={name}
            onChange={setName}
            isFirst
            required
            autocomplete="username"
          />
          <TextField
            label={t.signIn.password}
            value={password}
            onChange={setPassword}
            type="password"
            required
            autocomplete="current-password"
          />
        </>
      ) : (
        <TextField
          label={t.signIn.token}
          value={token}
          onChange={setToken}
          type="password"
          required
          class="code"
          autocomplete="off"
        />
      )}
      <FormError error={error} />
      <footer>
        <button type="submit" class="primary" disabled={isBusy}>
          {t.signIn.submit}
        </button>
      </footer>
    </form>
  );
}
