/** Text from elsewhere (manifests, containers, the Engine) must not drive the terminal. */
const CONTROL = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Control characters become visible escapes; line breaks and tabs stay. */
export function safeText(text: string): string {
  return text.replace(CONTROL, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

export function safeLine(text: string): string {
  return safeText(text).replace(/\s*[\n\t]\s*/g, ' ');
}
