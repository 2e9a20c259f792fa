// What is kept: bytes under their hash, and what was found out about them. No I/O.
import { z } from "zod";
import { duty } from "./license.ts";

export const MEDIA_KINDS = ["image", "video", "audio", "text"] as const;

export const asset = z
  .strictObject({
    id: z.string(),
    kind: z.enum(MEDIA_KINDS),
    /** From the bytes, not from anybody's claim. */
    type: z.string(),
    bytes: z.int(),
    sha256: z.string(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    seconds: z.number().nullable(),
    /** A thumbhash in base64: a blurred placeholder for pictures and videos. */
    thumbhash: z.string().nullable(),
    /** Loudness peaks 0…100, for drawing a waveform; audio only. */
    peaks: z.array(z.int().min(0).max(100)).nullable(),
    /** The text itself, where the asset is a short text. */
    text: z.string().nullable(),
    name: z.string().nullable(),
    /** `declared`: uploaded, and said by its user to be made elsewhere, with what. Not proved. */
    origin: z.enum(["generated", "uploaded", "fetched", "declared"]),
    generation: z.string().nullable(),
    /** What the licences of the offer that made it asked for at that time; null where that is not known, as for uploads and hand-offs. */
    duties: z.array(duty).nullable(),
    /** Relative to the server, needs a key or the studio's session. Never a vendor's URL. */
    url: z.string(),
    thumbnailUrl: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Asset" });
export type Asset = z.infer<typeof asset>;
