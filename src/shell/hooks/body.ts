/** Bytes. GitHub's largest is 25 MB, of a push of thousands of commits; those are found by polling. */
const MOST_BODY = 10 * 1024 * 1024;

/** Hands on each piece; false as soon as there is too much, with the rest left unread. */
export async function readThrough(
  request: Request,
  take: (chunk: Uint8Array) => void,
): Promise<boolean> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BODY) return false;
  const reader = request.body?.getReader();
  if (reader === undefined) return true;
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return true;
    length += value.length;
    if (length > MOST_BODY) {
      await reader.cancel().catch(() => undefined);
      return false;
    }
    take(value);
  }
}
