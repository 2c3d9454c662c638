import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso";
import { FormError } from "../parts/form-error.js";
import { useAttempt } from "../parts/use-attempt.js";
import { t } from "../texts.js";
import { finishAtProvider } from "./provider.js";
import { SignInForm } from "./sign-in-form.js";

/** The page to which the provider sends the browser back. */
export function ProviderView() {
  const { route } = useLocation();
  const { error, attempt } = useAttempt();
  const leave = () => route("/pools", true);
  useEffect(() => {
    void attempt(async () => {
      await finishAtProvider();
      leave();
    });
  }, []);
  return (
    <section class="sign-in-view" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">{t.signIn.title}</h1>
      <FormError error={error} />
      {error === undefined ? <p role="status">{t.signIn.providerText}</p> : <SignInForm onDone={leave} />}
    </section>
  );
}
