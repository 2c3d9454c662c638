import { toAfpoolsError } from "@afpools/core";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { TextField } from "../parts/text-field.js";
import { t } from "../texts.js";
import { takeLinkToken } from "./link-token.js";
import { signIn } from "./sign-in-form.js";

/** Makes who opened the server's first link its admin. */
export function WelcomeView() {
  const { route } = useLocation();
  const [token] = useState(takeLinkToken);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | undefined>(
    token === undefined ? t.signIn.linkBroken : undefined,
  );
  const submit = async (event: Event) => {
    event.preventDefault();
    if (token === undefined) return;
    try {
      await signIn({ with: "welcome", token, name, ...(password !== "" && { password }) });
      route("/pools", true);
    } catch (cause) {
      setError(toAfpoolsError(cause).message);
    }
  };
  return (
    <section class="sign-in-view" aria-labelledby="welcome-title">
      <h1 id="welcome-title">{t.signIn.welcome}</h1>
      <p>{t.signIn.welcomeText}</p>
      <form class="form" onSubmit={(event) => void submit(event)}>
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
          minLength={10}
          autocomplete="new-password"
          aria-describedby="welcome-password"
        />
        <p id="welcome-password" class="help">
          {t.signIn.welcomePassword}
        </p>
        {error !== undefined && (
          <p class="error" role="alert">
            {error}
          </p>
        )}
        <footer>
          <button type="submit" class="primary" disabled={token === undefined}>
            {t.signIn.welcomeSubmit}
          </button>
        </footer>
      </form>
    </section>
  );
}
