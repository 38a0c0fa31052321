/** Who is told of something. One that throws keeps nobody else from hearing it. */
export class Listeners<T> {
  private readonly all = new Set<{ hear: (value: T) => void }>();

  /** The same function twice is told twice. Returns what stops it. */
  add(hear: (value: T) => void): () => void {
    const one = { hear };
    this.all.add(one);
    return () => {
      this.all.delete(one);
    };
  }

  tell(value: T): void {
    for (const one of [...this.all]) {
      // Removed by one that was told before it.
      if (!this.all.has(one)) continue;
      try {
        one.hear(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
