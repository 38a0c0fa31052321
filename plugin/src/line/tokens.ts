/** The access token in use. Asked for when there is none, once for all who wait; forgotten when it is refused or expires. */
export class Tokens {
  private readonly source: () => Promise<string>;
  private held: string | undefined;
  private asked: Promise<string> | undefined;
  private newest: string | undefined;

  constructor(source: () => Promise<string>) {
    this.source = source;
  }

  get(): Promise<string> {
    if (this.held !== undefined) return Promise.resolve(this.held);
    this.asked ??= this.ask();
    return this.asked;
  }

  /** For leaving a call, which is taken for twelve hours past a token's end: any token is better than none. */
  async getToLeave(): Promise<string> {
    try {
      return await this.get();
    } catch (error) {
      if (this.newest === undefined) throw error;
      return this.newest;
    }
  }

  /** This one is of no more use; a newer one stays. */
  forget(token: string): void {
    if (this.held === token) this.held = undefined;
  }

  private async ask(): Promise<string> {
    try {
      const token = await this.source();
      this.held = token;
      this.newest = token;
      return token;
    } finally {
      this.asked = undefined;
    }
  }
}
