import { useEffect } from 'react';
import { valueAt } from '../../core/config-drift/config-path.ts';
import { providerOf, suggestSecretName } from '../forms/secret-drafts.ts';
import { useFormWords } from '../words/form-words.ts';
import { useForm } from './form-state.ts';
import { SecretInput } from './secret-input.tsx';

const MODEL = ['spec', 'model', 'primary'];
const PROVIDERS = ['spec', 'providers'];

/** The key of the provider that the model names, or that the customer's default does. */
export function ProviderKey() {
  const words = useFormWords();
  const { data, inherited, shelf, set } = useForm();
  const provider = providerOf(data, MODEL) ?? providerOf(inherited, MODEL);
  const stray = shelf.drafts.find(
    ({ path }) => path[1] === 'providers' && path.length === 4 && path[2] !== provider,
  );
  useEffect(() => {
    // Who typed the key first and then another model means the key for that one.
    if (stray === undefined || provider === undefined) return;
    const path = [...PROVIDERS, provider, 'apiKey'];
    const name = suggestSecretName(path, shelf.pod, new Set(shelf.stored));
    shelf.setDraft(stray.path, undefined);
    shelf.setDraft(path, { name, value: stray.value });
    set([
      { path: stray.path, value: undefined },
      { path, value: { secret: name } },
    ]);
  }, [stray, provider, shelf, set]);
  if (provider === undefined) {
    return (
      <div className="field">
        <span className="label">{words.providerKeyUnknown}</span>
        <p className="hint">{words.providerKeyLater}</p>
      </div>
    );
  }
  const path = [...PROVIDERS, provider, 'apiKey'];
  const isInherited = valueAt(inherited, path) !== undefined;
  return (
    <SecretInput
      key={provider}
      path={path}
      label={words.providerKey(provider)}
      help={isInherited ? words.inherited(`providers.${provider}`) : ''}
    />
  );
}
