/**
 * An engine's thread that does what the texts of its recipes say, so that every way to hang and to end can be tested
 * without an interpreter. A text is one of the ways in `scriptedEngine.ts`, otherwise it is the answer.
 */

import { parentPort, workerData } from 'node:worker_threads';
import type { EngineMessage, EngineRequest, EngineWorkerData } from '../../server/src/threads/engineProtocol';
import { thisThread } from '../../server/src/node/processorTime';
import { VitalsWriter } from '../../server/src/threads/vitals';
import { CONFIGURATION, INCLUDED } from './scriptedPaths';

const data = workerData as EngineWorkerData;
const port = parentPort!;
const vitals = new VitalsWriter(data.vitals, thisThread());
const texts = new Map<string, string>(data.texts.map(([path, text]) => [path, String(text)]));
let refused = new Map<string, string>();
/** A recipe has left something that ends the interpreter at the next recipe. */
let isPoisoned = false;

const send = (message: EngineMessage): void => port.postMessage(message);

function spin(): never {
  for (;;) Math.random();
}

function end(message: string): never {
  send({ kind: 'ended', message });
  process.exit(1);
}

function python(body: () => void): void {
  vitals.python(true);
  body();
  vitals.python(false);
}

/** Evaluates as the text says; returns whether Python was cut off. */
function evaluate(fn: string, text: string): boolean {
  send({ kind: 'evaluating', fn, role: 'own' });
  const note = vitals.noting(fn);
  for (const path of fn === '' ? [CONFIGURATION] : [fn, INCLUDED]) note(path);
  vitals.beat();
  if (isPoisoned && fn !== '') end('poisoned');
  let wasCutOff = false;
  switch (text) {
    case 'python ends its interpreter':
      end('Maximum call stack size exceeded');
      break;
    case 'the thread exits':
      process.exit(0);
      break;
    case 'the thread throws':
      throw new Error('thrown');
    case 'our code throws':
      throw new Error('of our own');
    case 'python hangs':
      python(spin);
      break;
    case 'python waits':
      python(() => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
      break;
    case 'python hangs and can be interrupted':
      python(() => {
        while (!vitals.wasInterrupted());
      });
      wasCutOff = true;
      break;
    case 'python runs in short pieces':
      for (;;) python(() => void Math.random());
      break;
    case 'our code hangs':
      spin();
      break;
    case 'a pattern backtracks':
      /^(a+)+$/.test(`${'a'.repeat(60)}b`);
      break;
    case 'python poisons the next recipe':
      isPoisoned = true;
      break;
    default:
  }
  send({ kind: 'evaluating', fn: null, role: 'own' });
  return wasCutOff;
}

/** What happens after the evaluation, as in rules. */
async function afterwards(text: string): Promise<void> {
  switch (text) {
    case 'our code hangs afterwards':
      spin();
      break;
    case 'python hangs afterwards':
      python(spin);
      break;
    case 'python ends its interpreter afterwards':
      end('Maximum call stack size exceeded');
      break;
    case 'the thread exits afterwards':
      process.exit(0);
      break;
    case 'nothing comes':
      await new Promise(() => undefined);
      break;
    case 'something is thrown':
      throw new Error('thrown');
    default:
  }
}

let isConfigured = false;

async function answer({
  method,
  parameters: [first, second],
  culprits,
}: EngineRequest): Promise<{ readonly value: unknown; readonly wasCutOff: boolean }> {
  if (culprits) {
    refused = new Map(culprits.map(({ fn, reason }) => [fn, reason]));
    isConfigured = false;
  }
  if (method === 'setText') {
    texts.set(first as string, String(second));
    if (first === CONFIGURATION) isConfigured = false;
    return { value: undefined, wasCutOff: false };
  }
  if (!isConfigured && !refused.has('')) evaluate('', texts.get(CONFIGURATION) ?? '');
  isConfigured = true;
  const reason = refused.get('');
  if (method === 'open') return { value: { ok: reason === undefined, reason }, wasCutOff: false };
  if (reason !== undefined) return { value: reason, wasCutOff: false };
  const fn = first as string;
  const refusal = refused.get(fn);
  if (refusal !== undefined) return { value: refusal, wasCutOff: false };
  const text = texts.get(fn) ?? '';
  const wasCutOff = evaluate(fn, text);
  await afterwards(text);
  return { value: wasCutOff ? 'cut off' : text, wasCutOff };
}

setInterval(() => vitals.beat(), 20).unref();
vitals.beat();
port.on('message', (request: EngineRequest) => {
  void answer(request).then(
    ({ value, wasCutOff }) =>
      send({
        kind: 'answer',
        id: request.id,
        value,
        troubled: wasCutOff ? { fn: request.parameters[0] as string } : null,
        isSpent: false,
      }),
    (error: unknown) => {
      const asked = [request.parameters[0] as string, CONFIGURATION].map((path) => texts.get(path));
      if (String(error) === 'Error: thrown' && asked.includes('the thread throws'))
        setImmediate(() => {
          throw error;
        });
      else send({ kind: 'failure', id: request.id, message: String(error), isFinal: false });
    },
  );
});
