// A place for an input file: dropped, pasted, chosen, or taken from the feed. Uploads at once and keeps only the asset's id.
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { client, wordsOf } from "../client.ts";
import { Icon } from "../theme/icons.tsx";
import { Sheet } from "../theme/sheet.tsx";
import { bytes } from "../words.ts";
import type { Asset } from "../../src/spec/asset.ts";
import type { FormField } from "./schema.ts";

interface DropZoneProps {
  field: FormField;
  value: unknown;
  onChange: (value: string | undefined) => void;
}

export function DropZone({ field, value, onChange }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const kind = field.accepts ?? "image";

  async function take(file: File | null | undefined) {
    if (!file) return;
    if (file.type && !file.type.startsWith(`${kind}/`)) return setProblem(`${file.name} is not ${kind === "audio" ? "a sound" : `a ${kind}`}.`);
    setBusy(true);
    setProblem(null);
    try {
      onChange((await client.upload(file)).id);
    } catch (error) {
      const words = wordsOf(error);
      setProblem(`${words.title}. ${words.detail}`);
    }
    setBusy(false);
  }

  function drop(event: React.DragEvent) {
    event.preventDefault();
    setOver(false);
    const known = event.dataTransfer.getData("application/x-oak-asset");
    if (known) onChange(known);
    else void take(event.dataTransfer.files[0]);
  }

  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      onPaste={(event) => {
        const [file] = event.clipboardData.files;
        if (file) event.preventDefault();
        void take(file);
      }}
    >
      <span className="label mb-1.5 block" id={`label-${field.name}`}>
        {field.title}
        {!field.required && <span className="font-normal"> · optional</span>}
      </span>
      {typeof value === "string" && value ? (
        <Chosen id={value} onClear={() => onChange(undefined)} name={field.name} />
      ) : (
        <div className={`rounded-xl border-2 border-dashed px-4 py-5 text-center text-sm ${over ? "border-leaf bg-leaf-soft" : "border-edge/50"}`}>
          <button
            type="button"
            id={`field-${field.name}`}
            aria-describedby={`label-${field.name}`}
            className="button"
            disabled={busy}
            onClick={() => input.current?.click()}
          >
            <Icon name="upload" size={16} />
            {busy ? "Uploading…" : "Choose a file"}
          </button>
          <button type="button" className="quiet ml-1" onClick={() => setChoosing(true)}>
            Use from feed
          </button>
          <p className="mt-2 text-mute">or drop or paste {kind === "audio" ? "a recording" : kind === "image" ? "an image" : `a ${kind}`} here</p>
        </div>
      )}
      <input
        ref={input}
        type="file"
        accept={`${kind}/*`}
        className="hidden"
        aria-label={field.title}
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      {problem && (
        <p role="alert" className="mt-1 text-sm text-bad">
          {problem}
        </p>
      )}
      <Sheet
        open={choosing}
        onClose={() => setChoosing(false)}
        title={`Choose ${kind === "audio" ? "a recording" : kind === "image" ? "an image" : `a ${kind}`}`}
      >
        <FromFeed
          kind={kind}
          onPick={(id) => {
            onChange(id);
            setChoosing(false);
          }}
        />
      </Sheet>
    </div>
  );
}

function Chosen({ id, name, onClear }: { id: string; name: string; onClear: () => void }) {
  const asset = useQuery({
    queryKey: ["asset", id],
    queryFn: () => client.call("assets.get", { params: { id } }),
    enabled: id.startsWith("ast_"),
    staleTime: Infinity,
  });
  const gone = asset.error ? wordsOf(asset.error).detail : null;
  return (
    <div className="flex items-center gap-3 rounded-xl border border-line bg-raised p-2">
      <Small asset={asset.data} />
      <span className="min-w-0 flex-1 text-sm">
        <span className="block truncate">{asset.data?.name ?? (asset.data ? "From the feed" : id)}</span>
        <span className={`block truncate ${gone ? "text-bad" : "text-mute"}`}>{gone ?? (asset.data ? factsOf(asset.data) : "")}</span>
      </span>
      <button type="button" id={`field-${name}`} className="quiet size-8 p-0" aria-label="Take it out" onClick={onClear}>
        <Icon name="cancel" />
      </button>
    </div>
  );
}

function Small({ asset }: { asset: Asset | undefined }) {
  const picture = asset?.thumbnailUrl ?? (asset?.kind === "image" ? asset.url : null);
  return picture ? (
    <img src={picture} alt="" className="size-14 rounded-lg object-cover" />
  ) : (
    <span className="grid size-14 place-items-center rounded-lg bg-sunk text-mute">
      <Icon name={asset?.kind === "audio" ? "sound" : "image"} />
    </span>
  );
}

const factsOf = (asset: Asset) =>
  [
    asset.width && asset.height ? `${asset.width} × ${asset.height}` : null,
    asset.seconds ? `${asset.seconds.toFixed(1)} s` : null,
    bytes(asset.bytes),
  ]
    .filter(Boolean)
    .join(" · ");

function FromFeed({ kind, onPick }: { kind: Asset["kind"]; onPick: (id: string) => void }) {
  const assets = useQuery({ queryKey: ["assets", kind], queryFn: () => client.call("assets.list", { query: { kind, limit: 60 } }), staleTime: 0 });
  if (assets.isPending)
    return (
      <p role="status" className="text-mute">
        Loading…
      </p>
    );
  if (assets.error)
    return (
      <p role="alert" className="text-bad">
        {wordsOf(assets.error).detail}
      </p>
    );
  if (assets.data.data.length === 0) return <p className="text-mute">There is nothing of this kind yet.</p>;
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-3">
      {assets.data.data.map((asset) => (
        <li key={asset.id}>
          <button
            type="button"
            onClick={() => onPick(asset.id)}
            className="block w-full overflow-hidden rounded-xl border border-line bg-raised hover:border-leaf"
          >
            <span className="grid aspect-square place-items-center bg-sunk">
              {asset.thumbnailUrl ? (
                <img src={asset.thumbnailUrl} alt={asset.name ?? ""} loading="lazy" className="size-full object-cover" />
              ) : (
                <Icon name={kind === "audio" ? "sound" : "image"} size={28} />
              )}
            </span>
            <span className="block truncate px-2 py-1 text-xs text-mute">{factsOf(asset)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
