import { toAfpoolsError } from "@afpools/core";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { FormError } from "../parts/form-error.js";
import { TextField } from "../parts/text-field.js";
import { useAttempt } from "../parts/use-attempt.js";
import { session } from "../server/live.js";
import { t } from "../texts.js";
import { checkWelcome, signIn, takeLinkToken } from "./sign-in.js";
import { SignInForm } from "./sign-in-form.js";

/** Makes who opened the server's first link its admin. */
export function WelcomeView() {
  const { route } = useLocation();
  const [token] = useState(takeLinkToken);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { error, attempt } = useAttempt(token === undefined ? t.signIn.linkBroken : undefined);
  const checked = useAttempt();
  const [isRefused, setRefused] = useState(token === undefined);
  useEffect(() => {
    if (token === undefined) return;
    void checked.attempt(async () => {
      try {
        await checkWelcome(token);
      } catch (cause) {
        setRefused(toAfpoolsError(cause).code === "SIGN_IN_FAILED");
        throw cause;
      }
    });
  }, [token]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (token === undefined) return;
    void attempt(async () => {
      await signIn({ with: "welcome", token, name, ...(password !== "" && { password }) });
      route("/pools", true);
    });
  };
  if (session.value?.hasAdmin) {
    return (
      <section class="sign-in-view" aria-labelledby="welcome-title">
        <h1 id="welcome-title">{t.signIn.title}</h1>
        <p class="warning">{t.signIn.hasAdmin}</p>
        <SignInForm onDone={() => route("/pools", true)} />
      </section>
    );
  }
  return (
    <section class="sign-in-view" aria-labelledby="welcome-title">
      <h1 id="welcome-title">{t.signIn.welcome}</h1>
      <p>{t.signIn.welcomeText}</p>
      <form class="form" onSubmit={submit}>
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
        <FormError error={error ?? checked.error} />
        {isRefused && (
          <p>
            {t.signIn.printAgain} <code>afpools welcome</code>
          </p>
        )}
        <footer>
          <button type="submit" class="primary" disabled={isRefused}>
            {t.signIn.welcomeSubmit}
          </button>
        </footer>
      </form>
    </section>
  );
}
