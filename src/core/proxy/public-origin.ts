/** What a browser has to open: `https://agent.example.com`, with the port where it is another one. */
export function publicOrigin(host: string, httpsPort: number): string {
  return httpsPort === 443 ? `https://${host}` : `https://${host}:${httpsPort}`;
}
