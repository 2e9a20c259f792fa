// A program of its own: a command line around espeak-ng's WASM. Text on standard input, WAV on standard output. Imported by nobody,
// because espeak-ng is GPL-3 and is only ever started, never linked. Arguments: voice, words a minute, pitch 0…99.
import { readFileSync } from "node:fs";

/** What is used of the module that Emscripten wrote. */
interface Espeak {
  FS: { writeFile(path: string, data: Uint8Array): void; readFile(path: string): Uint8Array };
}

const [voice = "en-us", wordsPerMinute = "175", pitch = "50"] = process.argv.slice(2);
const text = readFileSync(0);
const name: string = "espeak-ng";
const { default: espeak } = (await import(name)) as { default: (options: object) => Promise<Espeak> };
const complaints: string[] = [];
const program = await espeak({
  arguments: ["-v", voice, "-s", wordsPerMinute, "-p", pitch, "-b", "1", "-w", "/speech.wav", "-f", "/text.txt"],
  preRun: [(module: Espeak) => module.FS.writeFile("/text.txt", text)],
  print: () => {},
  printErr: (line: string) => complaints.push(line),
});
let wav: Uint8Array;
try {
  wav = program.FS.readFile("/speech.wav");
} catch {
  process.stderr.write(complaints.join("\n").slice(0, 2000));
  process.exit(3);
}
// a pipe takes its time: leave when all of it has gone
process.stdout.write(wav, () => process.exit(0));
