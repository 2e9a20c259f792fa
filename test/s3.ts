// An S3 server for tests, in this process and on loopback, its files in a temporary folder. Not for production.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// @ts-expect-error the package has no types
import S3rver from "@20minutes/s3rver";

export interface TestS3 {
  /** A BLOBS_URL with credentials, for a bucket that is there; a prefix keeps tests apart. */
  url(prefix?: string): string;
  endpoint: string;
  stop(): Promise<void>;
}

export async function startS3(bucket = "oak-test"): Promise<TestS3> {
  const directory = mkdtempSync(join(tmpdir(), "oak-s3-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", remove);
  const server = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory, configureBuckets: [{ name: bucket }] });
  const { port } = (await server.run()) as { port: number };
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    // the server knows this one pair of keys
    url: (prefix = "") => `s3://S3RVER:S3RVER@${bucket}/${prefix}?endpoint=${encodeURIComponent(endpoint)}&region=us-east-1`,
    async stop() {
      // clients keep their connections open, which a plain close would wait for
      server.httpServer.closeAllConnections();
      await Promise.race([server.close(), new Promise((done) => setTimeout(done, 200))]);
      process.removeListener("exit", remove);
      remove();
    },
  };
}
