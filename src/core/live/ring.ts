/** The newest messages of a stream, for whoever was away for a moment. Older ones are forgotten. */
export class Ring<Message> {
  readonly #size: number;
  readonly #messages: Message[] = [];
  #count = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** The number of the newest message; 0 before the first. */
  get newest(): number {
    return this.#count;
  }

  /** Answers the message's number. */
  push(message: Message): number {
    this.#count += 1;
    this.#messages.push(message);
    if (this.#messages.length > this.#size) this.#messages.shift();
    return this.#count;
  }

  /** Whatever came behind this number; undefined when some of that is forgotten, or is yet to come. */
  after(number: number): readonly Message[] | undefined {
    const missing = this.#count - number;
    if (missing < 0 || missing > this.#messages.length) return undefined;
    return this.#messages.slice(this.#messages.length - missing);
  }
}
