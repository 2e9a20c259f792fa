// What can be asked for and of whom, as the server tells it: tasks, models, offers, providers. Kept for minutes; decides nothing.
import { useQuery } from "@tanstack/react-query";
import { client } from "../client.ts";
import type { TaskView } from "../../src/spec/http.ts";

const MINUTE_MS = 60_000;

export const useTasks = () => useQuery({ queryKey: ["tasks"], queryFn: async () => (await client.call("tasks.list")).data, staleTime: Infinity });
export const useModels = () =>
  useQuery({ queryKey: ["models"], queryFn: async () => (await client.call("models.list")).data, staleTime: MINUTE_MS, refetchOnWindowFocus: true });
export const useOffers = () => useQuery({ queryKey: ["offers"], queryFn: async () => (await client.call("offers.list")).data, staleTime: MINUTE_MS });
export const useProviders = () =>
  useQuery({
    queryKey: ["providers"],
    queryFn: async () => (await client.call("providers.list")).data,
    staleTime: MINUTE_MS,
    refetchOnWindowFocus: true,
  });
export const useLicenses = () =>
  useQuery({ queryKey: ["licenses"], queryFn: async () => (await client.call("licenses.list")).data, staleTime: Infinity });

/** The order of the tabs, with what each is called. */
export const MODALITIES = [
  { id: "image", title: "Image" },
  { id: "video", title: "Video" },
  { id: "music", title: "Music" },
  { id: "sound", title: "Sound" },
  { id: "voice", title: "Voice" },
  { id: "text", title: "Text" },
] as const;
export type ModalityId = (typeof MODALITIES)[number]["id"];

/** What a task is called beside others of its modality: "Create", or its own verb. */
export function shortTitle(task: TaskView): string {
  if (task.live) return task.title;
  return task.verb === "Generate" || task.verb === "Compose" || task.verb === "Speak" ? "Create" : task.verb;
}

/** Tasks of a modality as its switch shows them; whatever is talked with live comes first. */
export const tasksIn = (tasks: TaskView[], modality: string) =>
  tasks.filter((task) => task.modality === modality).sort((a, b) => Number(b.live) - Number(a.live));
