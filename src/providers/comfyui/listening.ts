// A moment at ComfyUI's websocket: how far a running job is, and how it looks by now. Ends by itself; asks for nothing and decides nothing.
import { z } from "zod";
import type { Context } from "../providers.ts";

const LISTEN_MS = 1_500;
/** Previews are at most 512 px wide; what is heavier is none. */
const PREVIEW_BYTES = 512 * 1024;
/** The kinds of binary messages and of pictures in them: 32 bits each, big-endian, before the bytes (protocol.py and server.py of ComfyUI at 002c3fb). */
const PREVIEW = 1;
const JPEG = 1;

export interface Heard {
  /** Could anybody be heard at all? */
  open: boolean;
  /** It said that the job is over: its history tells how. */
  over: boolean;
  progress: number | null;
}

const node = z.object({ value: z.number(), max: z.number(), state: z.string() });
const message = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress_state"), data: z.object({ prompt_id: z.string(), nodes: z.record(z.string(), node) }) }),
  z.object({
    type: z.literal("progress"),
    data: z.object({ prompt_id: z.string(), node: z.string(), value: z.number(), max: z.number() }),
  }),
  z.object({ type: z.literal("executing"), data: z.object({ prompt_id: z.string(), node: z.string().nullable() }) }),
  z.object({ type: z.enum(["execution_success", "execution_error", "execution_interrupted"]), data: z.object({ prompt_id: z.string() }) }),
]);
type Message = z.infer<typeof message>;

/** The job's progress by its long nodes, each worth the same; null while none of them runs. */
function progressOf(said: Message, long: readonly string[]): number | null {
  const share = (value: number, max: number) => (max > 0 ? Math.min(1, Math.max(0, value / max)) : 0);
  if (said.type === "progress") {
    const at = long.indexOf(said.data.node);
    return at < 0 ? null : (at + share(said.data.value, said.data.max)) / long.length;
  }
  if (said.type !== "progress_state") return null;
  const nodes = long.map((id) => said.data.nodes[id]);
  if (nodes.every((each) => !each || each.state === "pending")) return null;
  return nodes.reduce((sum, each) => sum + (!each ? 0 : each.state === "finished" ? 1 : share(each.value, each.max)), 0) / long.length;
}

/** A preview as a data URL; null where the bytes are something else. */
function previewOf(bytes: Uint8Array): string | null {
  if (bytes.byteLength <= 8 || bytes.byteLength > PREVIEW_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== PREVIEW) return null;
  const type = view.getUint32(4) === JPEG ? "image/jpeg" : "image/png";
  return `data:${type};base64,${Buffer.from(bytes.subarray(8)).toString("base64")}`;
}

function read(data: string): Message | null {
  try {
    return message.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Listens for a second and a half, or until the job is over, and reports what is heard. The server's messages about a job go to the client id that
 * submitted it, and to one socket of it only. Under the configured base URL; nothing is read from elsewhere.
 */
export function listen(
  job: { id: string; clientId: string; long: readonly string[]; progress: number | null; stage: string },
  headers: Record<string, string>,
  context: Context,
): Promise<Heard> {
  return new Promise((resolve) => {
    const heard: Heard = { open: false, over: false, progress: job.progress };
    const url = `${context.baseUrl.replace(/^http/, "ws").replace(/\/+$/, "")}/ws?clientId=${encodeURIComponent(job.clientId)}`;
    const socket = new WebSocket(url, { headers } as never);
    socket.binaryType = "arraybuffer";
    const end = () => {
      clearTimeout(timer);
      context.signal.removeEventListener("abort", end);
      socket.close();
      resolve(heard);
    };
    const timer = setTimeout(end, LISTEN_MS);
    context.signal.addEventListener("abort", end, { once: true });
    socket.onopen = () => void (heard.open = true);
    socket.onclose = end;
    socket.onerror = end;
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") {
        const preview = previewOf(new Uint8Array(data as ArrayBuffer));
        if (preview) context.report(heard.progress, job.stage, preview);
        return;
      }
      const said = read(data);
      if (!said || said.data.prompt_id !== job.id) return;
      if (said.type.startsWith("execution_") || (said.type === "executing" && said.data.node === null)) {
        heard.over = true;
        return end();
      }
      const progress = progressOf(said, job.long);
      if (progress === null) return;
      heard.progress = Math.max(heard.progress ?? 0, progress);
      context.report(heard.progress, job.stage);
    };
  });
}
