import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { FormError } from "../parts/form-error.js";
import { useAttempt } from "../parts/use-attempt.js";
import { t } from "../texts.js";
import { signIn, takeLinkToken } from "./sign-in.js";
import { SignInForm } from "./sign-in-form.js";

/** Signs in: by the one-time link with which the page was opened, else by a form. */
export function SignInView() {
  const { route } = useLocation();
  const [token] = useState(takeLinkToken);
  const { error, attempt } = useAttempt();
  const leave = () => route("/pools", true);
  useEffect(() => {
    if (token === undefined) return;
    void attempt(async () => {
      await signIn({ with: "link", token });
      leave();
    });
  }, [token]);
  const isByLink = token !== undefined && error === undefined;
  return (
    <section class="sign-in-view" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">{t.signIn.title}</h1>
      <FormError error={error} />
      {isByLink ? <p role="status">{t.signIn.linkText}</p> : <SignInForm onDone={leave} />}
    </section>
  );
}
