// Who listens to which topic in this process, and what a message may be: the part that all drivers share. Sends nothing to anyone else.
import { AppError } from "../spec/error.ts";

const MESSAGE_BYTES = 4000;

export function checkTopic(topic: string): void {
  if (!/^[\x21-\x7e]{1,200}$/.test(topic))
    throw new AppError("request.invalid", "A topic is 1 to 200 printable ASCII characters without spaces.", { field: "topic" });
}

export function checkMessage(topic: string, message: string): void {
  checkTopic(topic);
  if (Buffer.byteLength(message) > MESSAGE_BYTES)
    throw new AppError("request.invalid", `A message has at most ${MESSAGE_BYTES} bytes.`, { field: "message" });
}

export class Topics {
  readonly #listeners = new Map<string, Set<{ heard: (message: string) => void }>>();
  readonly #log: (message: string) => void;

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  subscribe(topic: string, heard: (message: string) => void): () => void {
    checkTopic(topic);
    const listener = { heard };
    const set = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.#listeners.get(topic) === set) this.#listeners.delete(topic);
    };
  }

  /** One listener's error keeps no other from hearing. */
  tell(topic: string, message: string): void {
    for (const { heard } of [...(this.#listeners.get(topic) ?? [])]) {
      try {
        heard(message);
      } catch (thrown) {
        this.#log(`A listener to ${topic} failed: ${thrown instanceof Error ? thrown.message : "unknown"}`);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
