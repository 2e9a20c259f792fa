// Short messages between processes: "something changed, look again". At most once, never the only way to learn something. Opens the driver that the URL names.

export interface Bus {
  /** Text up to 4,000 bytes; more is refused. */
  publish(topic: string, message: string): Promise<void>;
  /** Returns how to stop. */
  subscribe(topic: string, heard: (message: string) => void): () => void;
  close(): Promise<void>;
}
