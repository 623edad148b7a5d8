// Imported by every command that runs until it is asked to end. Where "npm run" started it, npm passes SIGTERM and SIGINT
// on; but an npm that is killed can pass nothing on, and would leave a program behind that nobody sees, on its port, serial
// line and data folder. It ends as npm did, at once: all of ours are made to be killed at any moment.
const lookEveryMs = 100;

if (process.env.npm_lifecycle_event !== undefined) {
  const npm = process.ppid;
  const look = () => {
    if (process.ppid !== npm) process.kill(process.pid, 'SIGKILL');
  };
  setInterval(look, lookEveryMs).unref();
}
