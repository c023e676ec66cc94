import { useId, useState } from 'react';
import { useNow } from '../model/now.ts';
import { podPath } from '../model/pod-path.ts';
import { type Answer, ask, ServerProblem } from '../server.ts';
import { useChangeWords } from '../words/change-words.ts';
import { Modal } from './modal.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface OwnerLinkDialogProps {
  readonly tenant: string;
  readonly pod: string;
  readonly hosts: readonly string[];
  readonly onClose: () => void;
}

/** Makes a link that works once, and shows it until the dialog is closed: it is kept nowhere. */
export function OwnerLinkDialog({ tenant, pod, hosts, onClose }: OwnerLinkDialogProps) {
  const words = useChangeWords();
  const [host, setHost] = useState(hosts[0]);
  const [link, setLink] = useState<Answer<'OwnerLink'>>();
  const [problem, setProblem] = useState<ServerProblem>();
  const [isRunning, setRunning] = useState(false);
  const make = (): void => {
    setRunning(true);
    setProblem(undefined);
    ask<Answer<'OwnerLink'>>(`${podPath(tenant, pod)}/open`, host === undefined ? {} : { host })
      .then(setLink)
      .catch((error: unknown) => {
        if (!(error instanceof ServerProblem)) throw error;
        setProblem(error);
      })
      .finally(() => setRunning(false));
  };
  return (
    <Modal title={words.linkTitle(`${tenant}/${pod}`)} onClose={onClose}>
      <p className="hint">{words.linkIntro}</p>
      {link === undefined && hosts.length > 1 && (
        <HostChoice hosts={hosts} host={host} onHost={setHost} />
      )}
      {problem !== undefined && <ProblemNotice problem={problem} />}
      {link !== undefined && <OneTimeLink link={link} />}
      <p className="buttons">
        {link === undefined && (
          <button type="button" disabled={isRunning} onClick={make}>
            {isRunning ? words.working : words.makeLink}
          </button>
        )}
        <button type="button" className="quiet" onClick={onClose}>
          {link === undefined ? words.cancel : words.close}
        </button>
      </p>
    </Modal>
  );
}

interface HostChoiceProps {
  readonly hosts: readonly string[];
  readonly host: string | undefined;
  readonly onHost: (host: string) => void;
}

function HostChoice({ hosts, host, onHost }: HostChoiceProps) {
  const words = useChangeWords();
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{words.otherHost}</label>
      <select id={id} value={host} onChange={({ target }) => onHost(target.value)}>
        {hosts.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </p>
  );
}

function OneTimeLink({ link: { url, expiresAt } }: { readonly link: Answer<'OwnerLink'> }) {
  const words = useChangeWords();
  const id = useId();
  const [isCopied, setCopied] = useState(false);
  const left = Math.ceil((Date.parse(expiresAt) - useNow()) / 60_000);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(url);
    setCopied(true);
  };
  return (
    <>
      <div className="one-time">
        <p className="field">
          <label htmlFor={id}>{words.link}</label>
          <input id={id} readOnly value={url} onFocus={({ target }) => target.select()} />
        </p>
        {/* Browsers have a clipboard on secure pages only; elsewhere the field is selected by hand. */}
        {navigator.clipboard !== undefined && (
          <button type="button" onClick={() => void copy()}>
            {isCopied ? words.copied : words.copy}
          </button>
        )}
        <a className="button" href={url} target="_blank" rel="noreferrer">
          {words.openLink}
        </a>
      </div>
      <p className="hint" role="status">
        {words.expiresIn(left)}
      </p>
    </>
  );
}
