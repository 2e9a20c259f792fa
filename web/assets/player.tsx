// An asset as it is seen or heard: picture, video, sound with its waveform, text. Whose it is and what was asked is the card's.
import { useMemo } from "react";
import { thumbHashToDataURL } from "thumbhash";
import type { Asset } from "../../src/spec/asset.ts";
import { copy } from "../actions/copy.ts";
import { Icon } from "../theme/icons.tsx";
import { AudioPlayer } from "./audio-player.tsx";
import { shapeOf } from "./shape.ts";

interface PlayerProps {
  asset: Asset;
  name: string;
  /** Cut to a square, beside others. */
  square?: boolean;
  /** As large as there is room, for the drawer. */
  large?: boolean;
  /** What a press on a picture does; without it the picture's file is opened. */
  onOpen?: () => void;
}

export function Player({ asset, name, square, large, onOpen }: PlayerProps) {
  if (asset.kind === "image") return <Picture asset={asset} name={name} square={square} large={large} onOpen={onOpen} />;
  if (asset.kind === "video") return <Video asset={asset} name={name} square={square} />;
  if (asset.kind === "audio") return <AudioPlayer asset={asset} name={name} />;
  return <Writing asset={asset} />;
}

function Picture({ asset, name, square, large, onOpen }: PlayerProps) {
  const drag = (event: React.DragEvent) => event.dataTransfer.setData("application/x-oak-asset", asset.id);
  const source = large ? asset.url : (asset.width ?? 0) > 1400 ? (asset.thumbnailUrl ?? asset.url) : asset.url;
  const blur = usePlaceholder(asset.thumbhash);
  const image = (
    <img
      src={source}
      alt={name}
      width={asset.width ?? undefined}
      height={asset.height ?? undefined}
      loading="lazy"
      decoding="async"
      onDragStart={drag}
      className={large ? "h-auto max-h-[60vh] w-full object-contain" : "size-full object-cover"}
    />
  );
  const box = {
    className: "block w-full bg-sunk bg-cover",
    style: { ...(large ? {} : { aspectRatio: shapeOf(asset, square) }), ...(blur && !large ? { backgroundImage: `url(${blur})` } : {}) },
  };
  if (onOpen)
    return (
      <button type="button" onClick={onOpen} aria-label={`Show the details: ${name}`} {...box}>
        {image}
      </button>
    );
  return (
    <a href={asset.url} target="_blank" rel="noreferrer" aria-label={`Open the image: ${name}`} {...box}>
      {image}
    </a>
  );
}

/** A blurred picture of a few bytes, until the real one is there. */
function usePlaceholder(thumbhash: string | null): string | null {
  return useMemo(() => {
    if (!thumbhash) return null;
    try {
      return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (letter) => letter.charCodeAt(0)));
    } catch {
      return null;
    }
  }, [thumbhash]);
}

function Video({ asset, name, square }: PlayerProps) {
  return (
    <video
      src={asset.url}
      poster={asset.thumbnailUrl ?? undefined}
      aria-label={name}
      controls
      loop
      playsInline
      preload={asset.thumbnailUrl ? "none" : "metadata"}
      className="block w-full bg-black object-contain"
      style={{ aspectRatio: shapeOf(asset, square) }}
    />
  );
}

function Writing({ asset }: { asset: Asset }) {
  const text = asset.text;
  return (
    <div className="relative bg-raised">
      <div
        className="max-h-72 overflow-y-auto whitespace-pre-wrap px-4 py-4 pr-12 font-serif text-[1.05rem] leading-relaxed"
        tabIndex={0}
        role="region"
        aria-label="Text"
      >
        {text ?? (
          <a href={asset.url} className="underline">
            Open the text
          </a>
        )}
      </div>
      {text !== null && (
        <button
          type="button"
          className="quiet absolute right-2 top-2 size-8 bg-raised p-0"
          aria-label="Copy the text"
          title="Copy the text"
          onClick={() => void copy(text, "Text")}
        >
          <Icon name="copy" size={17} />
        </button>
      )}
    </div>
  );
}
