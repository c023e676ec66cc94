/** What the pages say, in two languages. */
export interface Words {
  readonly language: string;
  readonly title: string;
  /** Over the button. */
  readonly ready: string;
  readonly open: string;
  readonly noToken: string;
  readonly noScript: string;
  readonly signedIn: string;
  readonly goOn: string;
  readonly signOut: string;
  readonly signedOut: string;
  readonly spent: (vendor: string | undefined) => string;
  readonly tooMany: string;
  readonly elsewhere: string;
  readonly broken: string;
}

const ENGLISH: Words = {
  language: 'en',
  title: 'Open your agent',
  ready: 'Press the button to sign in on this device. The link works once.',
  open: 'Open',
  noToken: 'To sign in, open the link that was sent to you.',
  noScript: 'This page needs JavaScript. Turn it on and open the link again.',
  signedIn: 'You are signed in on this device.',
  goOn: 'Open your agent',
  signOut: 'Sign out',
  signedOut: 'You are signed out on this device.',
  spent: (vendor) =>
    `This link was used or has expired: ask ${vendor ?? 'whoever sent it'} for a new one.`,
  tooMany: 'Too many attempts. Wait a while and try again.',
  elsewhere: 'This came from another page. Open the link that was sent to you.',
  broken: 'Something went wrong. Try again in a moment.',
};

const CHINESE: Words = {
  language: 'zh',
  title: '打开您的智能助手',
  ready: '点击按钮即可在此设备上登录。该链接只能使用一次。',
  open: '打开',
  noToken: '请打开发送给您的链接以登录。',
  noScript: '此页面需要 JavaScript。请启用后重新打开链接。',
  signedIn: '您已在此设备上登录。',
  goOn: '打开您的智能助手',
  signOut: '退出登录',
  signedOut: '您已在此设备上退出登录。',
  spent: (vendor) => `此链接已被使用或已过期：请向${vendor ?? '发送者'}索取新的链接。`,
  tooMany: '尝试次数过多。请稍后再试。',
  elsewhere: '此请求来自其他页面。请打开发送给您的链接。',
  broken: '出现问题，请稍后再试。',
};

/** The first of the two that `Accept-Language` prefers; English when it names neither. */
export function wordsFor(acceptLanguage: string | undefined): Words {
  const [best] = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', weight] = entry
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q\s*=\s*/);
      return { primary: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ primary, weight }) => (primary === 'en' || primary === 'zh') && weight > 0)
    .sort((left, right) => right.weight - left.weight);
  return best?.primary === 'zh' ? CHINESE : ENGLISH;
}
