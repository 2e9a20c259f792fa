// The bus of a single process. Reaches no other.
import type { Bus } from "./bus.ts";
import { checkMessage, Topics } from "./topics.ts";

export function openMemoryBus(log: (message: string) => void): Bus {
  const topics = new Topics(log);
  let closed = false;
  return {
    async publish(topic, message) {
      checkMessage(topic, message);
      // later, so that whoever publishes is never re-entered by who hears
      if (!closed) queueMicrotask(() => topics.tell(topic, message));
    },
    subscribe: (topic, heard) => topics.subscribe(topic, heard),
    async close() {
      closed = true;
      topics.clear();
    },
  };
}
