import { useFormWords } from '../words/form-words.ts';
import { useForm } from './form-state.ts';
import { Row } from './row.tsx';

interface IdentityProps {
  readonly tenants: readonly string[];
  readonly identity: { readonly tenant: string; readonly pod: string };
  readonly onIdentity: (identity: IdentityProps['identity']) => void;
  /** Where it goes, in words. */
  readonly place: string;
}

const TENANT_PATH = ['spec', 'tenant'];
const NAME_PATH = ['metadata', 'name'];

/** Whose agent it is, and what it is called. */
export function IdentityRows({ tenants, identity, onIdentity, place }: IdentityProps) {
  const words = useFormWords();
  const { brokenAt } = useForm();
  const shared = { autoComplete: 'off', spellCheck: false, disabled: brokenAt !== undefined };
  return (
    <>
      <Row path={TENANT_PATH} label={words.tenant} help={place || words.tenantHelp} required>
        {(input) => (
          <>
            <input
              {...input}
              {...shared}
              list="tenants"
              value={identity.tenant}
              onChange={({ target }) => onIdentity({ ...identity, tenant: target.value })}
            />
            <datalist id="tenants">
              {tenants.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          </>
        )}
      </Row>
      <Row path={NAME_PATH} label={words.podName} help={words.podNameHelp} required>
        {(input) => (
          <input
            {...input}
            {...shared}
            value={identity.pod}
            onChange={({ target }) => onIdentity({ ...identity, pod: target.value })}
          />
        )}
      </Row>
    </>
  );
}
