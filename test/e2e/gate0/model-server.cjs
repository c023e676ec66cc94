/**
 * An OpenAI-compatible model in a container: it streams NONCE with the tag of the last question (`#tag`),
 * and notes on its output what it was asked.
 */
const { createServer } = require('node:http');

const { NONCE = '', PORT = '4000' } = process.env;

function chunk(delta, finish = null) {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  const body = {
    id: 'answer',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'echo',
    choices,
  };
  return `data: ${JSON.stringify(body)}\n\n`;
}

function tagOf(text) {
  const questions = JSON.parse(text).messages.filter(({ role }) => role === 'user');
  // OpenClaw adds messages of its own in the user's name, before and after.
  return (
    JSON.stringify(questions)
      .match(/#[0-9a-f]{8}\b/g)
      ?.at(-1)
      ?.slice(1) ?? ''
  );
}

function stream(answer, tag) {
  answer.writeHead(200, { 'content-type': 'text/event-stream' });
  answer.write(chunk({ role: 'assistant', content: '' }));
  for (const word of ['The', ' answer', ' is ', `${NONCE}-${tag}`])
    answer.write(chunk({ content: word }));
  const usage = { prompt_tokens: 1, completion_tokens: 4, total_tokens: 5 };
  answer.write(chunk({}, 'stop'));
  answer.end(`data: ${JSON.stringify({ id: 'answer', choices: [], usage })}\n\ndata: [DONE]\n\n`);
}

createServer(async (request, answer) => {
  let text = '';
  for await (const part of request) text += part;
  process.stdout.write(`${JSON.stringify({ path: request.url, text })}\n`);
  if (request.url?.endsWith('/chat/completions')) return stream(answer, tagOf(text));
  answer.writeHead(404).end();
}).listen(Number(PORT));
process.on('SIGTERM', () => process.exit(0));
