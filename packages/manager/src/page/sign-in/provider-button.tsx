import { FormError } from "../parts/form-error.js";
import { useAttempt } from "../parts/use-attempt.js";
import { session } from "../server/live.js";
import { t } from "../texts.js";
import { goToProvider } from "./provider.js";

/** Signs in by the provider, where there is one. */
export function ProviderButton() {
  const { error, attempt } = useAttempt();
  const name = session.value?.provider;
  if (name == null) return null;
  return (
    <div>
      <button type="button" class="primary" onClick={() => void attempt(goToProvider)}>
        {t.signIn.withProvider(name)}
      </button>
      <FormError error={error} />
    </div>
  );
}
