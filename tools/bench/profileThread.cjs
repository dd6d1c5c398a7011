// Profiles the thread that it is called in, and writes what there is every two seconds: such threads are ended without
// a word.
const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const path = require('node:path');
const { setInterval } = require('node:timers');
const { threadId } = require('node:worker_threads');

module.exports = function profileThread(folder) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  let pieces = 0;
  const next = () => {
    session.post('Profiler.stop', (error, result) => {
      if (result)
        writeFileSync(path.join(folder, `${threadId}-${pieces++}.cpuprofile`), JSON.stringify(result.profile));
      session.post('Profiler.start');
    });
  };
  setInterval(next, 2_000).unref();
};
