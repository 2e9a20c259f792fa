// Chat with a text model: the turns, the box below them, and what to do where no model is there. The talking is conversation.ts.
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { copy } from "../actions/copy.ts";
import { useModels, useProviders } from "../generate/catalogue.ts";
import { draftOf, draftStore } from "../generate/draft.ts";
import type { TaskView } from "../../src/spec/http.ts";
import { useStore } from "../store.ts";
import { Icon, Leaf } from "../theme/icons.tsx";
import { clearConversation, conversation, say, stopAnswer } from "./conversation.ts";
import { money } from "../words.ts";
import type { By, Turn } from "./turns.ts";

export function Chat({ task }: { task: TaskView }) {
  const models = useModels();
  const draft = draftOf(useStore(draftStore), task.id);
  const { turns, writing, problem } = useStore(conversation);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [turns, problem]);
  const ready = (models.data ?? []).some((model) => model.available && model.tasks.includes(task.id));
  if (models.isPending) return null;
  if (!ready && turns.length === 0) return <Nobody />;
  return (
    <section aria-label="Chat" className="mx-auto flex min-h-[calc(100dvh-3.5rem)] max-w-3xl flex-col px-4 sm:px-7">
      <div role="log" aria-busy={writing} aria-label="Conversation" className="flex-1 space-y-6 py-8">
        {turns.length === 0 && <p className="py-16 text-center font-serif text-2xl text-mute">Say something.</p>}
        {turns.map((turn, index) => (
          <TurnView key={index} turn={turn} />
        ))}
        {writing && turns.at(-1)?.role === "user" && (
          <p role="status" className="text-mute">
            Thinking…
          </p>
        )}
        {problem && (
          <div role="alert" className="rounded-xl bg-bad-soft p-4">
            <p className="font-semibold text-bad">{problem.title}</p>
            <p className="mt-1">{problem.detail}</p>
            <button type="button" className="button mt-3" onClick={() => void say(draft.model)}>
              <Icon name="reuse" size={16} />
              Try again
            </button>
          </div>
        )}
        <div ref={end} />
      </div>
      <Box writing={writing} model={draft.model} started={turns.length > 0} />
    </section>
  );
}

function TurnView({ turn }: { turn: Turn }) {
  if (turn.role === "user")
    return (
      <article aria-label="You" className="ml-auto w-fit max-w-[85%] whitespace-pre-wrap rounded-2xl rounded-br-md bg-leaf-soft px-4 py-2.5">
        {turn.content}
      </article>
    );
  return (
    <article aria-label="Answer" className="group max-w-[95%]">
      <div className="whitespace-pre-wrap text-[1.05rem] leading-relaxed">{turn.content}</div>
      <p className="mt-1 flex items-center gap-2 text-xs text-mute">
        <button
          type="button"
          className="quiet -ml-2 size-8 p-0"
          aria-label="Copy the answer"
          title="Copy the answer"
          onClick={() => void copy(turn.content, "Answer")}
        >
          <Icon name="copy" size={16} />
        </button>
        {turn.by && <Answerer by={turn.by} />}
      </p>
    </article>
  );
}

function Answerer({ by }: { by: By }) {
  const model = (useModels().data ?? []).find((one) => one.id === by.model)?.name ?? by.model;
  const provider = (useProviders().data ?? []).find((one) => one.id === by.provider)?.title ?? by.provider;
  return <span className="tabular-nums">{[`${model} on ${provider}`, by.micro == null ? null : money(by.micro)].filter(Boolean).join(" · ")}</span>;
}

function Box({ writing, model, started }: { writing: boolean; model: string; started: boolean }) {
  const [text, setText] = useState("");
  function send() {
    if (writing || text.trim() === "") return;
    void say(model, text.trim());
    setText("");
  }
  const keys = (event: React.KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="sticky bottom-0 flex items-end gap-2 bg-paper py-4 max-lg:bottom-14"
    >
      <textarea
        data-prompt
        aria-label="Prompt"
        rows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={keys}
        placeholder="Write a haiku about oaks."
        className="field max-h-60 resize-none rounded-xl px-4 py-3 [field-sizing:content]"
      />
      {started && (
        <button type="button" className="quiet h-11" onClick={clearConversation}>
          Clear
        </button>
      )}
      {writing ? (
        <button type="button" className="button h-11 rounded-xl" onClick={stopAnswer}>
          Stop
        </button>
      ) : (
        <button type="submit" data-generate className="button-leaf h-11" disabled={text.trim() === ""}>
          Send
        </button>
      )}
    </form>
  );
}

function Nobody() {
  return (
    <section aria-label="Chat" className="mx-auto max-w-2xl px-6 py-16 sm:py-24">
      <Leaf size={48} />
      <h1 className="mt-5 font-serif text-3xl">No text model is connected</h1>
      <p className="mt-3 text-mute">Writing needs a neural model, and OpenOak has none of its own. Either of these is enough:</p>
      <ul className="mt-4 list-disc space-y-2 pl-5">
        <li>
          Start Ollama on this machine (<code className="rounded bg-sunk px-1">ollama serve</code>). It is found by itself, and free.
        </li>
        <li>
          Set <code className="rounded bg-sunk px-1">OPENAI_API_KEY</code> and start OpenOak again.
        </li>
      </ul>
      <p className="mt-6">
        <Link to="/providers" className="underline decoration-leaf underline-offset-4">
          All providers and what they need
        </Link>
      </p>
    </section>
  );
}
