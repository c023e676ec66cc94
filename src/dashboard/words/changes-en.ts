/** Texts of what changes something; loaded with the pages that do. */
export const changesEn = {
  actions: 'Actions',
  suspend: 'Suspend',
  resume: 'Resume',
  reconcile: 'Reconcile now',
  ownerLink: 'Owner link',
  cancel: 'Cancel',
  close: 'Close',
  working: 'One moment…',
  looking: 'Looking at what this comes to…',
  suspendTitle: (pod: string) => `Suspend ${pod}?`,
  suspendIntro:
    'The agent stops, and answers nobody until it is resumed. Its data stays. The manifest is edited and committed.',
  resumeTitle: (pod: string) => `Resume ${pod}?`,
  resumeIntro: 'The agent starts again. The manifest is edited and committed.',
  reconcileTitle: (pod: string) => `Reconcile ${pod} now?`,
  reconcileIntro:
    'It is looked at at once, and whatever it lacks is done, also what waits for another try.',
  linkTitle: (pod: string) => `Open ${pod} as its owner`,
  linkIntro:
    'The first browser to open the link may do everything with the agent, and stays signed in. It works once, for some minutes; making it is on record.',
  makeLink: 'Make a link',
  link: 'The link, which works once',
  copy: 'Copy',
  copied: 'Copied',
  expiresIn: (minutes: number) =>
    minutes < 1 ? 'It has expired; make another one.' : `It works for ${minutes} more min.`,
  openLink: 'Open it here',
  otherHost: 'By which host',
  // What it comes to
  comesTo: 'What this comes to',
  nothingToDo: 'Nothing changes for any agent.',
  textChange: 'The edit',
  // Results
  done: 'Done.',
  doneIn: (file: string, revision: string | undefined) =>
    revision === undefined ? `Written to ${file}.` : `Written to ${file}, commit ${revision}.`,
  soon: 'What comes of it shows on this page.',
  lookAgain: 'Look again',
  // Drift of one pod
  drift: 'Changed behind the manifest',
  noDrift: 'Nothing: it is as it was applied.',
  place: 'Place',
  applied: 'Applied',
  found: 'Found',
  owner: 'Whose',
  fate: 'What becomes of it',
  owners: { git: 'git’s', agent: 'the agent’s', shared: 'shared' },
  fates: {
    'put-back': 'is put back',
    'needs-accept': 'waits for a decision',
    left: 'is left: the agent’s own',
  },
  secret: '(secret)',
  absent: '–',
  accept: 'Accept into git',
  revert: 'Put back',
  acceptAll: 'Accept all that is open',
  revertAll: 'Put all back that is open',
  acceptOf: (place: string) => `Accept into git: ${place}`,
  revertOf: (place: string) => `Put back: ${place}`,
  acceptTitle: 'Accept into git?',
  acceptIntro: 'The manifest says from now on what was found. It is edited and committed.',
  revertTitle: 'Put back?',
  revertIntro: 'What was found is replaced by what the manifest says.',
  decide: 'Decide',
  // What a plan costs
  costs: {
    blocked: (who: string, why: string) => `${who} stays as it is: ${why}`,
    create: (who: string) => `${who} is made`,
    delete: (who: string) => `${who} is deleted`,
    deleteData: (who: string) => `${who} is deleted, with its data`,
    none: (who: string) => `${who} changes without an interruption`,
    hot: (who: string) => `${who} takes it over while it runs`,
    restart: (who: string, down: string) => `${who} restarts${down}`,
    recreate: (who: string, down: string) => `${who} gets a new container${down}`,
    data: (who: string, down: string) => `${who} loses its data${down}`,
  },
  down: (seconds: number) => `: about ${seconds} s without answers`,
  who: (kind: string, name: string) => (kind === 'pod' ? `agent ${name}` : `${kind} ${name}`),
};

export type ChangeWords = typeof changesEn;
