// Sends one request again and again over kept connections.
// Standard input: {port, request (base64), connections, seconds, rate (a second; 0: as fast as it goes)}
// Standard output: {rate, p50, p99, failed, late}: requests a second, and milliseconds; late is how
// far, at its slowest hundredth, this sender's own clock was behind, which counts into p50 and p99.

const { readFileSync } = require("node:fs");
const net = require("node:net");

const asked = JSON.parse(readFileSync(0, "utf8"));
const request = Buffer.from(asked.request, "base64");
const taken = [];
let failed = 0;
let running = true;
const idle = [];
const due = [];
const late = [];

function connect() {
  const socket = net.connect(asked.port, "127.0.0.1");
  socket.setNoDelay(true);
  const state = { socket, text: "", since: 0 };
  socket.on("connect", () => free(state));
  socket.on("error", () => (failed += 1));
  socket.on("close", () => running && connect());
  socket.on("data", (data) => {
    state.text += data.toString("latin1");
    const end = state.text.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = state.text.slice(0, end);
    const length = /content-length: (\d+)/i.exec(head);
    if (state.text.length < end + 4 + Number(length ? length[1] : 0)) return;
    if (!state.text.startsWith("HTTP/1.1 200")) failed += 1;
    state.text = "";
    taken.push(performance.now() - state.since);
    if (/^connection: close/im.test(head)) socket.destroy();
    else free(state);
  });
}

function send(state, since) {
  state.since = since;
  state.socket.write(request);
}

// A request that has to wait for a free connection counts from when it was due.
function free(state) {
  if (!running) return;
  if (asked.rate === 0) send(state, performance.now());
  else if (due.length > 0) send(state, due.shift());
  else idle.push(state);
}

for (let i = 0; i < asked.connections; i += 1) connect();
const started = performance.now();
if (asked.rate > 0) {
  let sent = 0;
  let ticked = started;
  const timer = setInterval(() => {
    if (!running) return clearInterval(timer);
    const now = performance.now();
    late.push(Math.max(0, now - ticked - 1));
    ticked = now;
    const wanted = ((performance.now() - started) / 1000) * asked.rate;
    for (; sent < wanted; sent += 1) {
      const state = idle.shift();
      if (state) send(state, performance.now());
      else due.push(performance.now());
    }
  }, 1);
}
setTimeout(() => {
  running = false;
  const seconds = (performance.now() - started) / 1000;
  const at = (times, part) => {
    times.sort((a, b) => a - b);
    return times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  };
  process.stdout.write(
    JSON.stringify({
      rate: taken.length / seconds,
      p50: at(taken, 0.5),
      p99: at(taken, 0.99),
      failed,
      late: at(late, 0.99),
    }),
  );
  process.exit(0);
}, asked.seconds * 1000);
