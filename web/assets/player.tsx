// An asset as it is seen or heard: picture, video, sound with its waveform, text. Whose it is and what was asked is the card's.
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
}

export function Player({ asset, name, square, large }: PlayerProps) {
  if (asset.kind === "image") return <Picture asset={asset} name={name} square={square} large={large} />;
  if (asset.kind === "video") return <Video asset={asset} name={name} square={square} />;
  if (asset.kind === "audio") return <AudioPlayer asset={asset} name={name} />;
  return <Writing asset={asset} />;
}

function Picture({ asset, name, square, large }: PlayerProps) {
  const drag = (event: React.DragEvent) => event.dataTransfer.setData("application/x-oak-asset", asset.id);
  const source = large ? asset.url : (asset.width ?? 0) > 1400 ? (asset.thumbnailUrl ?? asset.url) : asset.url;
  return (
    <a href={asset.url} target="_blank" rel="noreferrer" aria-label={`Open the image: ${name}`} className="block bg-sunk" style={large ? undefined : { aspectRatio: shapeOf(asset, square) }}>
      <img src={source} alt={name} width={asset.width ?? undefined} height={asset.height ?? undefined} loading="lazy" decoding="async" onDragStart={drag} className={large ? "h-auto max-h-[60vh] w-full object-contain" : "size-full object-cover"} />
    </a>
  );
}

function Video({ asset, name, square }: PlayerProps) {
  return (
    <video
      src={asset.url} poster={asset.thumbnailUrl ?? undefined} aria-label={name} controls loop playsInline preload="metadata"
      className="block w-full bg-black object-contain" style={{ aspectRatio: shapeOf(asset, square) }}
    />
  );
}

function Writing({ asset }: { asset: Asset }) {
  const text = asset.text;
  return (
    <div className="relative bg-raised">
      <div className="max-h-72 overflow-y-auto whitespace-pre-wrap px-4 py-4 pr-12 font-serif text-[1.05rem] leading-relaxed" tabIndex={0} role="region" aria-label="Text">{text ?? <a href={asset.url} className="underline">Open the text</a>}</div>
      {text !== null && <button type="button" className="quiet absolute right-2 top-2 size-8 bg-raised p-0" aria-label="Copy the text" title="Copy the text" onClick={() => void copy(text, "Text")}><Icon name="copy" size={17} /></button>}
    </div>
  );
}
